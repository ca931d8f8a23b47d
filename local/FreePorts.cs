using System.Net;
using System.Net.Sockets;

namespace DaprShop.Local;

/// <summary>Ports of this machine that nobody listens on. They lie below the range from which systems take the ports of outgoing connections, so that none is taken meanwhile.</summary>
internal sealed class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    private readonly HashSet<int> _taken = [];

    /// <summary>The preferred port if it is free, else another one; never one twice.</summary>
    /// <param name="preferred">Null or 0 where no port is.</param>
    public int Take(int? preferred = null)
    {
        var port = preferred is { } given and not 0 ? given : Random.Shared.Next(First, Last);
        while (_taken.Contains(port) || !IsFree(port))
            port = Random.Shared.Next(First, Last);
        _taken.Add(port);
        return port;
    }

    /// <summary>Whether one can listen on the port of localhost, in either version of IP that this machine has.</summary>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            // A machine may support IPv6 and yet have no such address.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
