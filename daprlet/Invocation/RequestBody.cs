using System.Net;
using Daprlet.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Invocation;

/// <summary>The body of a caller's request on its way to the callee: piece by piece, never whole in memory.</summary>
internal sealed class RequestBody : HttpContent
{
    private readonly HttpRequest _request;
    private readonly long _limit;

    private RequestBody(HttpRequest request, long limit)
    {
        _request = request;
        _limit = limit;
    }

    /// <summary>Whether anything of the body has been taken, so that it cannot be sent again.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The body of a request; an empty one where the request has none.</summary>
    /// <param name="limit">The largest body in bytes.</param>
    /// <exception cref="BodyTooLargeException">The request declares a body above the limit.</exception>
    public static HttpContent Of(HttpRequest request, long limit)
    {
        if (request.ContentLength > limit)
            throw new BodyTooLargeException(limit);
        return HasBody(request) ? new RequestBody(request, limit) : new ByteArrayContent([]);
    }

    private static bool HasBody(HttpRequest request) =>
        request.ContentLength != 0 && request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    protected override bool TryComputeLength(out long length)
    {
        length = _request.ContentLength ?? 0;
        return _request.ContentLength is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        IsTaken = true;
        var reader = _request.BodyReader;
        long total = 0;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            total += result.Buffer.Length;
            if (total > _limit)
                throw new BodyTooLargeException(_limit);
            foreach (var segment in result.Buffer)
                await stream.WriteAsync(segment, cancellationToken);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
            await stream.FlushAsync(cancellationToken);
        }
    }
}
