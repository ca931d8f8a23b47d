using System.Net;
using System.Net.Sockets;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.Invocation;

/// <summary>The headers by which a callee's app learns who calls. No sidecar passes on what an app sends under these names.</summary>
/// <param name="namespace">The caller's namespace.</param>
internal sealed class PeerIdentity(string appId, string @namespace)
{
    private static readonly (string Name, string Value)[] HostHeaders = FindHostHeaders();

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

    /// <summary>Says in the metadata of a call of a gRPC app who calls whom.</summary>
    public void Stamp(CallMetadata metadata, string calleeAppId)
    {
        foreach (var forged in metadata.Where(entry => HeaderRules.IsIdentity(entry.Key)).ToList())
            metadata.Remove(forged);
        metadata.Add(HeaderRules.CallerNamespace, @namespace);
        metadata.Add(HeaderRules.CallerAppId, appId);
        metadata.Add(HeaderRules.CalleeAppId, calleeAppId);
    }

    /// <summary>Says in a request through which host it comes.</summary>
    public static void AddHost(HttpRequestMessage request)
    {
        foreach (var (name, value) in HostHeaders)
            request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <inheritdoc cref="AddHost(HttpRequestMessage)"/>
    public static void AddHost(CallMetadata metadata)
    {
        foreach (var (name, value) in HostHeaders)
            metadata.Add(name, value);
    }

    /// <summary>Takes away what only a sidecar may say.</summary>
    public static void Remove(HttpRequestMessage request)
    {
        request.Headers.Remove(HeaderRules.CallerNamespace);
        request.Headers.Remove(HeaderRules.CallerAppId);
        request.Headers.Remove(HeaderRules.CalleeAppId);
    }

    private static (string Name, string Value)[] FindHostHeaders()
    {
        var (name, address) = (Dns.GetHostName(), FindHostAddress());
        var host = address.Contains(':', StringComparison.Ordinal) ? $"\"[{address}]\"" : address;
        return [("X-Forwarded-For", address), ("X-Forwarded-Host", name), ("Forwarded", $"for={host};by={host};host={name}")];
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
