using System.Net.Http.Headers;
using Daprlet.Http;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Daprlet.Invocation;

/// <summary>The message that a callee over HTTP gets for a caller's request, without its address.</summary>
internal static class ForwardedRequest
{
    private const string Authority = "dapr-authority";

    /// <summary>The message for a call by whatever transport.</summary>
    public static HttpRequestMessage Of(InvocationCall call)
    {
        var message = new HttpRequestMessage(call.Verb ?? HttpMethod.Post, (Uri?)null) { Content = call.Body.Content() };
        foreach (var (name, values) in HeadersOf(call.Headers, call.OutgoingTrace(), call.IsFromGrpc))
            Add(message, name, values);
        if (call.IsFromGrpc)
            AddMessageHeaders(message, call);
        Stamp(message, call.Identity);
        return message;
    }

    /// <summary>The headers of a request of the HTTP API that go on, those of the trace among them.</summary>
    public static HeaderDictionary HeadersOf(HttpRequest request) =>
        HeadersOf(request.Headers, InvocationTrace.Of(request.Headers, TraceContext.Of(request.HttpContext)), isGrpc: false);

    /// <summary>Whether a header goes on as it is: the sidecar neither writes it itself nor keeps it for itself.</summary>
    /// <param name="nominated">See <see cref="HeaderRules.IsDropped"/>.</param>
    public static bool IsForwarded(string name, params IReadOnlyCollection<string> nominated) => !IsOwn(name) && !HeaderRules.IsDropped(name, nominated);

    /// <summary>Says who calls whom, unless the headers do.</summary>
    public static void Stamp(HttpRequestMessage message, CallIdentity? identity)
    {
        if (identity is null)
            return;
        identity.Caller.Stamp(message, identity.CalleeAppId);
        if (identity.IsRemote)
            PeerIdentity.AddHost(message);
    }

    /// <summary>Sets a header, in place of what the caller sent under that name.</summary>
    public static void Set(HttpRequestMessage message, string name, string value)
    {
        HttpHeaders headers = IsContentHeader(name) ? message.Content!.Headers : message.Headers;
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Whether .NET keeps the header with the content.</summary>
    private static bool IsContentHeader(string name) =>
        name.StartsWith("content-", StringComparison.OrdinalIgnoreCase) || name.ToLowerInvariant() is "allow" or "expires" or "last-modified";

    public static void Add(HttpRequestMessage message, string name, StringValues values)
    {
        if (values.Count == 1)
            AddOne(message, name, values[0]);
        else if (name.Equals("cookie", StringComparison.OrdinalIgnoreCase))
            AddCookies(message, values);
        else
            AddMany(message, name, values);
    }

    private static void AddOne(HttpRequestMessage message, string name, string? value)
    {
        if (!message.Headers.TryAddWithoutValidation(name, value))
            message.Content!.Headers.TryAddWithoutValidation(name, value);
    }

    private static void AddMany(HttpRequestMessage message, string name, StringValues values)
    {
        if (!message.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            message.Content!.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
    }

    /// <summary>Lines of cookies stay apart: one among the headers of the request, one among those of the content.</summary>
    private static void AddCookies(HttpRequestMessage message, StringValues values)
    {
        message.Headers.TryAddWithoutValidation("cookie", values[0]);
        message.Content!.Headers.TryAddWithoutValidation("cookie", string.Join("; ", values.Skip(1)));
    }

    /// <summary>What the sidecar writes itself, or by rules of its own.</summary>
    private static bool IsOwn(string name) => name.Length switch
    {
        4 => name.Equals("host", StringComparison.OrdinalIgnoreCase),
        7 => name.Equals("baggage", StringComparison.OrdinalIgnoreCase),
        10 => name.Equals("tracestate", StringComparison.OrdinalIgnoreCase),
        11 => name.Equals("traceparent", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>A content type without a value is none.</summary>
    private static bool IsEmptyContentType(string name, StringValues values) =>
        name.Length == 12 && name.Equals("content-type", StringComparison.OrdinalIgnoreCase) && StringValues.IsNullOrEmpty(values);

    private static HeaderDictionary HeadersOf(IHeaderDictionary given, (string? Parent, string? State) trace, bool isGrpc)
    {
        var headers = new HeaderDictionary(given.Count + 2);
        var nominated = HeaderRules.NominatedBy(given.Connection);
        foreach (var (name, values) in given)
        {
            if (!IsForwarded(name, nominated) || (isGrpc && GrpcHeaders.IsReserved(name)) || IsEmptyContentType(name, values))
                continue;
            var forwarded = HeaderRules.Forwarded(name);
            headers[forwarded] = StringValues.Concat(headers[forwarded], values); // an empty value is one, too
        }
        if (given["baggage"] is [{ } baggage, ..])
            headers["baggage"] = baggage;
        if (trace.Parent is { } parent)
            headers["traceparent"] = parent;
        if (trace.State is { } state)
            headers["tracestate"] = state;
        return headers;
    }

    /// <summary>What a caller over gRPC says in the message, or its transport in a field of its own.</summary>
    private static void AddMessageHeaders(HttpRequestMessage message, InvocationCall call)
    {
        Add(message, Authority, call.Headers.Host);
        if (HeaderText.IsSendable(call.MediaType) && call.MediaType.Length > 0)
            Add(message, "Content-Type", HeaderText.ToWire(call.MediaType));
    }
}
