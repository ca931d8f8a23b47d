using System.Buffers;
using System.Net;
using Daprlet.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Invocation;

/// <summary>
/// What a caller sends on its way to a callee: bytes, or the body of a request, which goes piece by piece and is never whole in memory
/// unless it is kept for another attempt.
/// </summary>
internal sealed class RequestBody
{
    private readonly HttpRequest? _request;
    private readonly long _limit;
    private ArrayBufferWriter<byte>? _kept;
    private ReadOnlyMemory<byte>? _read;
    private bool _taken;

    /// <param name="limit">The largest body in bytes.</param>
    public RequestBody(HttpRequest request, long limit) => (_request, _limit) = (request, limit);

    public RequestBody(ReadOnlyMemory<byte> bytes) => _read = bytes;

    /// <summary>Whether the length is unknown: such a body is passed on once and never again.</summary>
    public bool IsStreaming => _request is { ContentLength: null, Headers.TransferEncoding.Count: > 0 };

    /// <summary>Whether the whole body can still be sent: nothing of it has been taken, or what has been is kept.</summary>
    public bool CanBeSent => _read is not null || !_taken || _kept is not null;

    /// <summary>Keeps what is sent, so that it can be sent again; for bodies of a known length.</summary>
    /// <param name="maxBytes">Larger ones are not kept.</param>
    public void KeepUpTo(long maxBytes)
    {
        if (_read is null && !_taken && _request?.ContentLength is > 0 and var length && length <= maxBytes)
            _kept ??= new ArrayBufferWriter<byte>((int)length);
    }

    /// <summary>Reads the whole body, so that every attempt can send it, even at once.</summary>
    /// <exception cref="BodyTooLargeException">The body is above the sidecar's limit.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        if (_read is { } bytes)
            return bytes;
        RefuseTooLarge();
        using var whole = new MemoryStream((int)(_request!.ContentLength ?? 0));
        if (HasBody())
            await SendAsync(whole, cancellationToken);
        bytes = whole.GetBuffer().AsMemory(0, (int)whole.Length);
        _read = bytes;
        return bytes;
    }

    /// <summary>The body for one attempt; an empty one where the request has none.</summary>
    /// <exception cref="BodyTooLargeException">The request declares a body above the limit.</exception>
    public HttpContent Content()
    {
        if (_read is { } bytes)
            return new ReadOnlyMemoryContent(bytes);
        RefuseTooLarge();
        return HasBody() ? new Streamed(this) : new ByteArrayContent([]);
    }

    private void RefuseTooLarge()
    {
        if (_request!.ContentLength > _limit)
            throw new BodyTooLargeException(_limit);
    }

    private bool HasBody() =>
        _request!.ContentLength != 0 && _request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private async Task SendAsync(Stream destination, CancellationToken cancellationToken)
    {
        _taken = true;
        var request = _request!;
        long total = _kept?.WrittenCount ?? 0;
        if (total > 0)
            await destination.WriteAsync(_kept!.WrittenMemory, cancellationToken);
        for (var completed = total == request.ContentLength; !completed;)
        {
            var result = await request.BodyReader.ReadAsync(destination, cancellationToken);
            total += result.Buffer.Length;
            if (total > _limit)
                throw new BodyTooLargeException(_limit);
            Keep(result.Buffer);
            foreach (var segment in result.Buffer)
                await destination.WriteAsync(segment, cancellationToken);
            request.BodyReader.AdvanceTo(result.Buffer.End);
            completed = result.IsCompleted;
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
            length = body._request!.ContentLength ?? 0;
            return body._request.ContentLength is not null;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.SendAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => body.SendAsync(stream, cancellationToken);
    }
}
