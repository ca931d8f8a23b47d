using DaprShop.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>
/// Refuses a body above <see cref="RequestLimits.MaxBodyBytes"/> with 413, but reads it to its end first: an answer to a caller, or a
/// sidecar, that is still sending is lost when the connection closes under it.
/// </summary>
internal sealed class LimitedBodies(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Request.Body = new LimitedBody(context.Request.Body);
        return next(context);
    }

    private sealed class LimitedBody(Stream body) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await body.ReadAsync(buffer, cancellationToken);
            _read += count;
            if (_read <= RequestLimits.MaxBodyBytes) return count;
            await body.CopyToAsync(Null, cancellationToken);
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
}
