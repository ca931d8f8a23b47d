using System.Net.Sockets;

namespace Daprlet.Apps;

/// <summary>Connections to the app.</summary>
internal static class AppSocket
{
    private const string Loopback = "127.0.0.1";
    private const string LoopbackOfIPv6 = "::1";

    /// <summary>Connects to a host, at any of its addresses. An app that listens on <c>localhost</c> may have IPv6 alone: where nobody answers at 127.0.0.1, ::1 is tried, whatever the name stands for.</summary>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async ValueTask<Socket> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        try
        {
            return await ConnectToAsync(host, port, cancellationToken);
        }
        catch (SocketException) when (host is Loopback or "localhost" && Socket.OSSupportsIPv6 && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                return await ConnectToAsync(LoopbackOfIPv6, port, cancellationToken);
            }
            catch (SocketException)
            {
                // What keeps the app from being reached is what stands in the way to the address that was given.
            }
            throw;
        }
    }

    private static async ValueTask<Socket> ConnectToAsync(string host, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
