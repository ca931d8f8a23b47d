using System.Net;
using System.Net.Sockets;

namespace DaprShop.Testing;

/// <summary>
/// Ports for programs that must be told theirs before they start. No system takes the ports of outgoing connections from here, so a port stays free until its program listens, and can be had again after a kill.
/// It is this process's until the process ends: test projects that run side by side never have the same one.
/// </summary>
public static class FreePorts
{
    private const int First = 12_000;
    private const int Last = 20_000;

    private static readonly PortLocks Locks = new(Path.Combine(Path.GetTempPath(), $"daprshop-test-ports-{Environment.UserName}"));

    /// <summary>A port that nobody listens on; never one twice.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last);
            if (Locks.TryTake(port) && CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port))) return port;
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
