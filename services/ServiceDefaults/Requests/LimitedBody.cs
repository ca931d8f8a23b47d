using DaprShop.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>
/// The body of a request. Above <see cref="RequestLimits.MaxBodyBytes"/> it is refused with 413, but read to its end first: an answer to a
/// caller, or a sidecar, that is still sending is lost when the connection closes under it. Whatever else keeps it from being read is
/// its sender's fault too, and so a <see cref="BadHttpRequestException"/>.
/// </summary>
/// <param name="body">The body as the server gives it.</param>
internal sealed class LimitedBody(Stream body) : Stream
{
    private long _read;

    /// <summary>Whether the last read got nothing from the sender, however it ended.</summary>
    public bool IsAwaited { get; private set; }

    /// <summary>Whether what came is no body.</summary>
    public bool IsBroken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            IsAwaited = true;
            var count = await body.ReadAsync(buffer, cancellationToken);
            IsAwaited = false;
            _read += count;
            if (_read <= RequestLimits.MaxBodyBytes) return count;
            await body.CopyToAsync(Null, cancellationToken);
        }
        // The server throws its own kind for most of what is wrong, and a plain one for a chunk whose size is no number that it can hold.
        catch (IOException exception)
        {
            IsBroken = true;
            throw exception as BadHttpRequestException
                ?? new BadHttpRequestException("The body cannot be read.", StatusCodes.Status400BadRequest, exception);
        }

        throw RequestLimits.BodyTooLarge();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
