namespace DaprShop.ServiceDefaults.Requests;

/// <summary>Counts what is written, and keeps none of it.</summary>
/// <param name="sent">Hears of every piece that would be sent now.</param>
internal sealed class CountedBytes(Func<Task> sent) : Stream
{
    private long _length;

    public override bool CanRead => false;

    // So that whoever answers something else after all can take back what was written.
    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => SetLength(value); }

    public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

    public override void Write(byte[] buffer, int offset, int count) => _length += count;

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer, offset, count);
        return sent();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return new ValueTask(sent());
    }

    public override void SetLength(long value) => _length = value;

    public override Task FlushAsync(CancellationToken cancellationToken) => sent();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
}
