using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DaprShop.Testing;

/// <summary>Stands between a client and a server on this machine, and can be cut.</summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _sockets = [];
    private readonly int _port;
    private readonly Task _accepting;
    private volatile bool _isCut;

    /// <param name="port">Where the server listens.</param>
    public TcpRelay(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the relay listens.</summary>
    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    /// <summary>Ends all connections, and every new one at once.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var socket in _sockets.Keys) socket.Dispose();
    }

    /// <summary>Lets new connections through again.</summary>
    public void Mend() => _isCut = false;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The relay is disposed.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        (_sockets[client], _sockets[server]) = (true, true);
        try
        {
            if (_isCut) return;
            await server.ConnectAsync(IPAddress.Loopback, _port);
            await using var clientSide = new NetworkStream(client);
            await using var serverSide = new NetworkStream(server);
            await Task.WhenAny(clientSide.CopyToAsync(serverSide), serverSide.CopyToAsync(clientSide));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // One side is gone, so the other goes too.
        }
        finally
        {
            foreach (var socket in (Socket[])[client, server])
            {
                _sockets.TryRemove(socket, out _);
                socket.Dispose();
            }
        }
    }
}
