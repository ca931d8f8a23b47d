using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using Grpc.Core;

namespace Daprlet.Invocation;

/// <summary>What a caller sends in a proxied call, on its way to the callee: each piece at once. The first message can be kept, to be sent again.</summary>
/// <param name="isUnary">Whether there must be no second message, because the first may be sent again by a policy.</param>
internal sealed class ProxyBody(PipeReader reader, bool isUnary) : IDisposable
{
    private const int PrefixBytes = 5;

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte>? _kept = isUnary ? new ArrayBufferWriter<byte>() : null;
    private CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private bool _isTaken;
    private bool _isComplete;

    /// <summary>Whether all can still be sent: nothing has been taken, or what has been is kept.</summary>
    public bool CanBeSent => !_isTaken || _kept is not null;

    /// <summary>What is wrong with what the caller sends, or null.</summary>
    public RpcException? Failure { get; private set; }

    /// <summary>Completes when there is a connection, over which the call has begun.</summary>
    public Task Begun => _begun.Task;

    /// <summary>The body for one attempt. The one before must have been stopped.</summary>
    public HttpContent Content() => new Streamed(this);

    /// <summary>Keeps the first message, for as long as there is no second one.</summary>
    public void KeepFirst()
    {
        if (!_isTaken)
            _kept ??= new ArrayBufferWriter<byte>();
    }

    /// <summary>Ends the sending; afterwards nothing reads what the caller sends.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }

    public void Dispose() => _stop.Dispose();

    private Task SendAsync(Stream destination, CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        return _sending = SendStoppablyAsync(destination, cancellationToken);
    }

    private async Task SendStoppablyAsync(Stream destination, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            await CopyAsync(destination, either.Token);
        }
        catch (RpcException e)
        {
            Failure = e;
            throw;
        }
    }

    private async Task CopyAsync(Stream destination, CancellationToken cancellationToken)
    {
        _isTaken = true;
        if (_kept is { WrittenCount: > 0 })
            await WriteAsync(destination, new ReadOnlySequence<byte>(_kept.WrittenMemory), cancellationToken);
        while (!_isComplete)
        {
            var result = await reader.ReadAsync(destination, cancellationToken);
            try
            {
                Keep(result.Buffer);
                _isComplete = result.IsCompleted;
                await WriteAsync(destination, result.Buffer, cancellationToken);
            }
            finally
            {
                reader.AdvanceTo(result.Buffer.End); // also after a failure: there may be another attempt
            }
        }
    }

    private static async Task WriteAsync(Stream destination, ReadOnlySequence<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes)
            await destination.WriteAsync(segment, cancellationToken);
    }

    private void Keep(ReadOnlySequence<byte> bytes)
    {
        if (_kept is null)
            return;
        foreach (var segment in bytes)
            _kept.Write(segment.Span);
        if (!HoldsMore(_kept.WrittenSpan))
            return;
        if (isUnary)
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "cannot use resiliency policies with retries on streaming RPCs"));
        _kept = null;
    }

    /// <summary>Whether there is more than one message.</summary>
    private static bool HoldsMore(ReadOnlySpan<byte> bytes) => bytes.Length >= PrefixBytes && bytes.Length > PrefixBytes + BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);

    private sealed class Streamed(ProxyBody body) : HttpContent
    {
        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => body.SendAsync(stream, CancellationToken.None);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) => body.SendAsync(stream, cancellationToken);
    }
}
