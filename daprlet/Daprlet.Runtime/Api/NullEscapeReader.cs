using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.Api;

/// <summary>
/// Lets requests with <c>%00</c> in their path through to Dapr's answer: Kestrel refuses to decode it and answers an empty 400 by itself.
/// What Kestrel reads of a connection passes through here; in the path of a request line the escape's last digit is replaced by a byte that
/// makes it none, and put back into the target before anybody sees the request. The length stays, and nothing but request lines is touched.
/// </summary>
internal sealed class NullEscapeReader(PipeReader connection) : PipeReader
{
    private const byte Mark = 0x01;

    private const string Escape = "%00";
    private const string MarkedEscape = "%0\x01";

    private bool _expectsRequest = true;
    private bool _hasMarked;

    /// <summary>Reads a connection through a reader of this kind, which is a feature of it then.</summary>
    public static ConnectionDelegate Use(ConnectionDelegate next) => connection =>
    {
        var reader = new NullEscapeReader(connection.Transport.Input);
        connection.Features.Set(reader);
        connection.Transport = new Transport(reader, connection.Transport.Output);
        return next(connection);
    };

    /// <summary>Gives a request the target that was sent; to be called before it is handled.</summary>
    public static void Restore(IFeatureCollection request)
    {
        if (request.Get<NullEscapeReader>() is not { _hasMarked: true } reader)
            return;
        reader._hasMarked = false;
        var line = request.GetRequiredFeature<IHttpRequestFeature>();
        line.RawTarget = line.RawTarget.Replace(MarkedEscape, Escape, StringComparison.Ordinal);
        line.Path = line.Path.Replace(MarkedEscape, Escape, StringComparison.Ordinal);
    }

    /// <summary>
    /// Says that a request was handled, so that the next line begins another one. Where its body was not read to the end, that line is the body's:
    /// Kestrel throws it away with its marks, and the request behind it passes unmarked, for Kestrel to refuse.
    /// </summary>
    public static void ExpectNext(IFeatureCollection request)
    {
        if (request.Get<NullEscapeReader>() is { } reader)
            reader._expectsRequest = true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = connection.ReadAsync(cancellationToken);
        if (!_expectsRequest)
            return read;
        return read.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Checked(read.Result)) : CheckedAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!connection.TryRead(out result))
            return false;
        Checked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => connection.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => connection.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => connection.CancelPendingRead();

    public override void Complete(Exception? exception = null) => connection.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => connection.CompleteAsync(exception);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ReadResult> CheckedAsync(ValueTask<ReadResult> read) => Checked(await read);

    /// <summary>Kestrel parses a request line when it is there as a whole, and keeps it unread until then: so it is looked at here.</summary>
    private ReadResult Checked(ReadResult result)
    {
        if (!_expectsRequest || result.Buffer.PositionOf((byte)'\n') is not { } end)
            return result;
        _expectsRequest = false;
        var line = result.Buffer.Slice(0, end);
        if (!line.IsSingleSegment || line.FirstSpan.IndexOf("%00"u8) >= 0)
            MarkEscapes(line);
        return result;
    }

    private void MarkEscapes(ReadOnlySequence<byte> line)
    {
        var (beforeLast, last) = ((byte)0, (byte)0);
        foreach (var segment in line)
        {
            // The bytes are this connection's until it advances, and Kestrel decodes paths in the same place.
            foreach (ref var current in MemoryMarshal.AsMemory(segment).Span)
            {
                if (current == '?')
                    return;
                var isEscape = beforeLast == '%' && last == '0' && current == '0';
                (beforeLast, last) = (last, current);
                if (!isEscape)
                    continue;
                current = Mark;
                _hasMarked = true;
            }
        }
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
