using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.GrpcApi;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>One call of an app's own gRPC service as the caller's sidecar sees it.</summary>
/// <param name="IsLocal">Whether the callee is the caller's own app.</param>
internal sealed record ProxiedCall(HttpContext Http, AppAddress Callee, bool IsLocal, ProxyBody Body)
{
    public const string AppIdHeader = "dapr-app-id";

    private const string StreamHeader = "dapr-stream";
    private const string TimeoutHeader = "grpc-timeout";

    /// <summary>Whether the caller says that the call is a stream: policies end when it has begun.</summary>
    public static bool IsStream(HttpContext http) => http.Request.Headers[StreamHeader] is [{ } value, ..] && ComponentMetadata.IsTrue(value);

    /// <summary>The app that the caller names, or null.</summary>
    public static string? TargetOf(IHeaderDictionary headers) => headers[HeaderRules.CalleeAppId] is [{ } callee, ..] ? callee : headers[AppIdHeader] is [{ } app, ..] ? app : null;

    /// <summary>How long the caller waits for the whole call (gRPC over HTTP/2, Timeout); null for as long as it takes.</summary>
    public static TimeSpan? TimeoutOf(IHeaderDictionary headers)
    {
        if (headers[TimeoutHeader] is not [{ Length: >= 2 and <= 9 } text, ..] || !uint.TryParse(text.AsSpan(0, text.Length - 1), out var value))
            return null;
        TimeSpan? timeout = text[^1] switch
        {
            'H' => TimeSpan.FromHours(value),
            'M' => TimeSpan.FromMinutes(value),
            'S' => TimeSpan.FromSeconds(value),
            'm' => TimeSpan.FromMilliseconds(value),
            'u' => TimeSpan.FromMicroseconds(value),
            'n' => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
        return timeout < TimeSpan.FromMilliseconds(int.MaxValue) ? timeout : null; // longer than a timer can wait is for ever
    }

    /// <summary>The message for one attempt, its address without a host.</summary>
    public HttpRequestMessage Request(PeerIdentity caller)
    {
        var message = GrpcForwarder.Request(Http, Body);
        message.Headers.Remove(AppIdHeader);
        message.Headers.Remove(AppChannel.TokenHeader);
        caller.Stamp(message, Callee.AppId);
        var trace = TraceContext.Of(Http);
        if (IsLocal || trace.IsOff)
            return message;
        // As in Dapr the sidecar's context stands beside the caller's.
        message.Headers.TryAddWithoutValidation("traceparent", trace.TraceParent);
        message.Headers.TryAddWithoutValidation(GrpcTrace.Header, Convert.ToBase64String(GrpcTrace.ToBinary(trace.TraceParent)).TrimEnd('='));
        return message;
    }
}
