using System.Net;
using System.Net.Sockets;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>Ports that a program can have again after it was killed: no system takes the ports of outgoing connections from here, and no other test its own.</summary>
internal static class Ports
{
    private const int First = 12_000;
    private const int Last = 20_000;

    private static readonly HashSet<int> Taken = [];

    public static int Take()
    {
        lock (Taken)
        {
            while (true)
            {
                var port = Random.Shared.Next(First, Last);
                if (CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port)) && Taken.Add(port)) return port;
            }
        }
    }

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode == SocketError.AddressNotAvailable; // a machine may support IPv6 and have no such address
        }
    }
}
