using Daprlet.Http;
using Daprlet.Observability;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>One call as the caller's sidecar understood it, whatever transport brought it and whatever the callee speaks.</summary>
internal sealed record InvocationCall
{
    /// <summary>The target as the caller named it.</summary>
    public required string TargetId { get; init; }

    /// <summary>The path of the method, without a slash at its beginning (see <see cref="MethodPath"/>); normalised before it is sent.</summary>
    public required string Method { get; init; }

    /// <summary>Null where a caller over gRPC says nothing of HTTP.</summary>
    public required HttpMethod? Verb { get; init; }

    /// <summary>The raw query with its question mark, or nothing.</summary>
    public string Query { get; init; } = "";

    /// <summary>Headers or metadata, as the caller's transport had them.</summary>
    public required IHeaderDictionary Headers { get; init; }

    public required RequestBody Body { get; init; }

    /// <summary>The sidecar's trace context.</summary>
    public required TraceContext Trace { get; init; }

    /// <summary>Whether the headers are those of a gRPC call, in which the message stands for itself.</summary>
    public bool IsFromGrpc { get; init; }

    /// <summary>Whether there is a message; a caller over gRPC may forget it.</summary>
    public bool HasMessage { get; init; } = true;

    /// <summary>The media type of the body; empty where the caller named none.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The media type for a callee over HTTP: that of protobuf where the body has a type of its own.</summary>
    public string MediaType => TypeUrl.Length > 0 ? "application/x-protobuf" : ContentType;

    /// <summary>The type of a protobuf message that the body is, as a caller over gRPC names it, or nothing.</summary>
    public string TypeUrl { get; init; } = "";

    /// <summary>Who calls whom; null where the headers say so already, because the call comes from the caller's sidecar.</summary>
    public CallIdentity? Identity { get; init; }

    /// <summary>The caller has gone, or the attempt is given up.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>A body of unknown length: there is no second attempt.</summary>
    public bool IsStreaming => Body.IsStreaming;

    /// <summary>The trace context for the callee.</summary>
    public (string? Parent, string? State) OutgoingTrace() => IsFromGrpc ? InvocationTrace.OfGrpc(Headers, Trace) : InvocationTrace.Of(Headers, Trace);

    /// <summary>A call over HTTP.</summary>
    /// <param name="maxBodyBytes">The largest body.</param>
    public static InvocationCall OfHttp(HttpContext http, InvocationTarget target, long maxBodyBytes) => new()
    {
        TargetId = target.Id,
        Method = target.Method,
        Verb = InvocationVerb.Of(http.Request.Method),
        Query = http.Request.QueryString.Value ?? "",
        Headers = http.Request.Headers,
        Body = new RequestBody(http.Request, maxBodyBytes),
        Trace = TraceContext.Of(http),
        ContentType = HeaderText.FromWire(http.Request.Headers.ContentType.ToString()),
        Aborted = http.RequestAborted,
    };
}
