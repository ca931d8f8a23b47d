using Daprlet.Api;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Invocation;

/// <summary>One call as the caller's sidecar understood it.</summary>
/// <param name="TargetId">The target as the caller named it.</param>
/// <param name="Method">The path of the method, without a slash at its beginning; normalised before it is sent.</param>
internal sealed record InvocationCall(ApiContext Context, string TargetId, string Method)
{
    public HttpRequest Request => Context.Request;

    public HttpResponse Response => Context.Response;

    /// <summary>The caller has gone, or the attempt is given up.</summary>
    public CancellationToken Aborted { get; init; } = Context.Aborted;

    public HttpMethod Verb { get; } = InvocationVerb.Of(Context.Request.Method);

    /// <summary>The raw query with its question mark, or nothing.</summary>
    public string Query => Request.QueryString.Value ?? "";

    /// <summary>A body of unknown length: it is passed on once and never again.</summary>
    public bool IsStreaming => Request.ContentLength is null && Request.Headers.TransferEncoding.Count > 0;

    /// <summary>The whole body, where it was read before the first attempt.</summary>
    public RequestBody? Read { get; init; }

    /// <summary>The request's body.</summary>
    /// <exception cref="BodyTooLargeException">The request declares a body above the sidecar's limit.</exception>
    public RequestBody Body(long keepUpTo = 0) => Read ?? new(Request, Context.MaxBodyBytes, keepUpTo);

    /// <summary>Reads the body to its end, so that every attempt can send it. One of unknown length is left as it is.</summary>
    /// <exception cref="BodyTooLargeException">The body is above the sidecar's limit.</exception>
    public async Task<InvocationCall> WithBodyReadAsync() => IsStreaming ? this : this with { Read = await RequestBody.ReadAsync(Context) };

    /// <summary>Whether the caller asks for server-sent events, by exactly that media type.</summary>
    public bool WantsEvents { get; } =
        Context.Request.Headers.Accept is [{ } accept, ..] && accept.AsSpan().Trim().Equals("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
