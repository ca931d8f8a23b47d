using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Daprlet.GrpcApi;

/// <summary>
/// Refuses messages that are larger than the limit as soon as their length is known, and those whose form nobody knows, in the words of Go's server. The
/// message itself is never read.
/// </summary>
internal sealed class GrpcFrameLimit(PipeReader body, long maxBytes) : PipeReader, IRequestBodyPipeFeature
{
    private const int PrefixBytes = 5;

    /// <summary>A message is plain (0) or compressed (1).</summary>
    private const int MaxForm = 1;

    private ReadOnlySequence<byte> _buffer;

    /// <summary>Where the next message begins, counted from the first byte that is not consumed.</summary>
    private long _next;

    public PipeReader Reader => this;

    /// <summary>Puts the limit in front of a request's body.</summary>
    public static void Apply(HttpContext http, long maxBytes) => http.Features.Set<IRequestBodyPipeFeature>(new GrpcFrameLimit(http.Request.BodyReader, maxBytes));

    /// <exception cref="RpcException">A message is too large, or none.</exception>
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Checked(await body.ReadAsync(cancellationToken));

    /// <exception cref="RpcException">A message is too large, or none.</exception>
    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result))
            return false;
        Checked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed)
    {
        Consume(consumed);
        body.AdvanceTo(consumed);
    }

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Consume(consumed);
        body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private void Consume(SequencePosition consumed) => _next -= _buffer.Slice(_buffer.Start, consumed).Length;

    private ReadResult Checked(ReadResult result)
    {
        _buffer = result.Buffer;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        while (_buffer.Length - _next >= PrefixBytes)
        {
            _buffer.Slice(_next, PrefixBytes).CopyTo(prefix);
            var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
            if (length > maxBytes)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({length} vs. {maxBytes})"));
            if (prefix[0] > MaxForm)
                throw new RpcException(new Status(StatusCode.Internal, $"grpc: received unexpected payload format {prefix[0]}"));
            _next += PrefixBytes + length;
        }
        return result;
    }
}
