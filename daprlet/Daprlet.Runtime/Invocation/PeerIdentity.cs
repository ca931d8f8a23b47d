using System.Net;
using System.Net.Sockets;

namespace Daprlet.Invocation;

/// <summary>The headers by which a callee's app learns who calls. No sidecar passes on what an app sends under these names.</summary>
/// <param name="namespace">The caller's namespace.</param>
internal sealed class PeerIdentity(string appId, string @namespace)
{
    private static readonly string HostName = Dns.GetHostName();

    private static readonly string HostAddress = FindHostAddress();

    /// <summary>Says in a request who calls whom.</summary>
    public void Stamp(HttpRequestMessage request, string calleeAppId)
    {
        StampCaller(request);
        request.Headers.TryAddWithoutValidation(HeaderRules.CalleeAppId, calleeAppId);
    }

    /// <summary>Says in a request who calls an actor, which is no app.</summary>
    public void StampCaller(HttpRequestMessage request)
    {
        Remove(request);
        request.Headers.TryAddWithoutValidation(HeaderRules.CallerNamespace, @namespace);
        request.Headers.TryAddWithoutValidation(HeaderRules.CallerAppId, appId);
    }

    /// <summary>Says in a request through which host it comes.</summary>
    public static void AddHost(HttpRequestMessage request)
    {
        var host = HostAddress.Contains(':', StringComparison.Ordinal) ? $"\"[{HostAddress}]\"" : HostAddress;
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", HostAddress);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", HostName);
        request.Headers.TryAddWithoutValidation("Forwarded", $"for={host};by={host};host={HostName}");
    }

    /// <summary>Takes away what only a sidecar may say.</summary>
    public static void Remove(HttpRequestMessage request)
    {
        request.Headers.Remove(HeaderRules.CallerNamespace);
        request.Headers.Remove(HeaderRules.CallerAppId);
        request.Headers.Remove(HeaderRules.CalleeAppId);
    }

    /// <summary>The address that this host would reach others from; nothing is sent to find it.</summary>
    private static string FindHostAddress()
    {
        if (Environment.GetEnvironmentVariable("DAPR_HOST_IP") is { Length: > 0 } given)
            return given;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect("192.0.2.1", 9);
            return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
        }
        catch (SocketException)
        {
            return IPAddress.Loopback.ToString();
        }
    }
}
