using System.Buffers;
using System.Net;
using Daprlet.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Invocation;

/// <summary>
/// The body of a caller's request on its way to a callee: piece by piece, never whole in memory, unless it is kept for another attempt.
/// </summary>
internal sealed class RequestBody
{
    private readonly HttpRequest _request;
    private readonly long _limit;
    private readonly ArrayBufferWriter<byte>? _kept;
    private readonly ReadOnlyMemory<byte>? _read;
    private bool _taken;

    /// <param name="limit">The largest body in bytes.</param>
    /// <param name="keepUpTo">Bodies of a known length up to this many bytes are kept, so that they can be sent again.</param>
    /// <exception cref="BodyTooLargeException">The request declares a body above the limit.</exception>
    public RequestBody(HttpRequest request, long limit, long keepUpTo = 0)
    {
        if (request.ContentLength > limit)
            throw new BodyTooLargeException(limit);
        _request = request;
        _limit = limit;
        _kept = request.ContentLength > 0 && request.ContentLength <= keepUpTo ? new ArrayBufferWriter<byte>((int)request.ContentLength.Value) : null;
    }

    private RequestBody(HttpRequest request, long limit, ReadOnlyMemory<byte> read) : this(request, limit) => _read = read;

    /// <summary>Reads the whole body, so that it can be sent any number of times, even at once.</summary>
    /// <exception cref="BodyTooLargeException">The body is above the sidecar's limit.</exception>
    public static async Task<RequestBody> ReadAsync(ApiContext context) => new(context.Request, context.MaxBodyBytes, await context.ReadBodyAsync());

    /// <summary>Whether the whole body can still be sent: nothing of it has been taken, or what has been is kept.</summary>
    public bool CanBeSent => !_taken || _kept is not null;

    /// <summary>The body for one attempt; an empty one where the request has none.</summary>
    public HttpContent Content() => HasBody() ? _read is { } bytes ? new ReadOnlyMemoryContent(bytes) : new Streamed(this) : new ByteArrayContent([]);

    private bool HasBody() =>
        _request.ContentLength != 0 && _request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private async Task SendAsync(Stream destination, CancellationToken cancellationToken)
    {
        _taken = true;
        long total = _kept?.WrittenCount ?? 0;
        if (total > 0)
            await destination.WriteAsync(_kept!.WrittenMemory, cancellationToken);
        for (var completed = total == _request.ContentLength; !completed;)
        {
            var result = await _request.BodyReader.ReadAsync(cancellationToken);
            total += result.Buffer.Length;
            if (total > _limit)
                throw new BodyTooLargeException(_limit);
            Keep(result.Buffer);
            foreach (var segment in result.Buffer)
                await destination.WriteAsync(segment, cancellationToken);
            _request.BodyReader.AdvanceTo(result.Buffer.End);
            completed = result.IsCompleted;
            if (!completed)
                await destination.FlushAsync(cancellationToken);
        }
    }

    private void Keep(ReadOnlySequence<byte> bytes)
    {
        if (_kept is null)
            return;
        foreach (var segment in bytes)
            _kept.Write(segment.Span);
    }

    private sealed class Streamed(RequestBody body) : HttpContent
    {
        protected override bool TryComputeLength(out long length)
        {
            length = body._request.ContentLength ?? 0;
            return body._request.ContentLength is not null;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.SendAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => body.SendAsync(stream, cancellationToken);
    }
}
