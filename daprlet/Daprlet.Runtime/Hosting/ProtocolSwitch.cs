using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Daprlet.Hosting;

/// <summary>
/// One port for two servers: connections that begin as HTTP/2 in clear text go to one of them, all others to the other. Without TLS Kestrel
/// itself has one protocol a port.
/// </summary>
/// <param name="sockets">Listens.</param>
internal sealed class ProtocolSwitch(IConnectionListenerFactory sockets)
{
    /// <summary>How long a connection may take to say what it speaks; clients also make some that they use later.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Channel<ConnectionContext> _http1 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly Channel<ConnectionContext> _http2 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly ConcurrentDictionary<ConnectionContext, byte> _undecided = [];

    /// <summary>For the server of HTTP/1.1; it decides where both listen, and for how long.</summary>
    public IConnectionListenerFactory Http1 => new Factory(async endpoint => new Listening(await sockets.BindAsync(endpoint), this));

    /// <summary>For the server of HTTP/2, whatever address it is told.</summary>
    public IConnectionListenerFactory Http2 => new Factory(endpoint => Task.FromResult<IConnectionListener>(new Passed(endpoint, _http2)));

    private async Task RunAsync(IConnectionListener listener)
    {
        while (await listener.AcceptAsync() is { } connection)
            _ = PassOnAsync(connection);
        _http1.Writer.TryComplete();
        _http2.Writer.TryComplete();
        foreach (var connection in _undecided.Keys)
            connection.Abort();
    }

    private async Task PassOnAsync(ConnectionContext connection)
    {
        _undecided.TryAdd(connection, 0);
        bool? isHttp2 = null;
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            isHttp2 = await IsHttp2Async(connection.Transport.Input, limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // the connection has ended, or said nothing
        }
        _undecided.TryRemove(connection, out _);
        if (isHttp2 is null || !(isHttp2.Value ? _http2 : _http1).Writer.TryWrite(connection))
            await connection.DisposeAsync();
    }

    /// <summary>Whether the first bytes are those of HTTP/2 (RFC 9113, 3.4), which no request of HTTP/1.1 begins with; null when there are none. They stay there.</summary>
    private static async Task<bool?> IsHttp2Async(PipeReader input, CancellationToken cancellationToken)
    {
        var preface = "PRI * "u8.ToArray();
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken);
            var first = new byte[Math.Min(result.Buffer.Length, preface.Length)];
            System.Buffers.BuffersExtensions.CopyTo(result.Buffer.Slice(0, first.Length), first);
            var isDecided = first.Length == preface.Length || !preface.AsSpan().StartsWith(first) || result.IsCompleted;
            input.AdvanceTo(result.Buffer.Start, isDecided ? result.Buffer.Start : result.Buffer.End);
            if (isDecided)
                return first.Length == 0 ? null : first.AsSpan().SequenceEqual(preface);
        }
    }

    private sealed class Factory(Func<EndPoint, Task<IConnectionListener>> bind) : IConnectionListenerFactory
    {
        public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => await bind(endpoint);
    }

    /// <summary>Hands over what was passed on.</summary>
    private sealed class Passed(EndPoint endpoint, Channel<ConnectionContext> connections) : IConnectionListener
    {
        public EndPoint EndPoint => endpoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await connections.Reader.WaitToReadAsync(cancellationToken) && connections.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            connections.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Listens and passes on.</summary>
    private sealed class Listening : IConnectionListener
    {
        private readonly IConnectionListener _listener;
        private readonly Passed _http1;
        private readonly Task _running;

        public Listening(IConnectionListener listener, ProtocolSwitch owner)
        {
            _listener = listener;
            _http1 = new Passed(listener.EndPoint, owner._http1);
            _running = owner.RunAsync(listener);
        }

        public EndPoint EndPoint => _listener.EndPoint;

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => _http1.AcceptAsync(cancellationToken);

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _listener.UnbindAsync(cancellationToken);
            await _running;
        }

        public ValueTask DisposeAsync() => _listener.DisposeAsync();
    }
}
