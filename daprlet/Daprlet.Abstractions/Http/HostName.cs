using System.Net;

namespace Daprlet.Http;

/// <summary>Hosts as people write them: addresses of either version of IP, in brackets or not, and names.</summary>
internal static class HostName
{
    /// <summary>Whether the text is an address or a name, and nothing else such as a port or a path.</summary>
    public static bool IsValid(string host) => Uri.CheckHostName(Bare(host)) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6;

    /// <summary>The host without brackets, as sockets want it.</summary>
    public static string Bare(string host) => host.StartsWith('[') && host.EndsWith(']') && host.Length > 2 ? host[1..^1] : host;

    /// <summary>The host as it stands in a URL.</summary>
    public static string InUrl(string host) => Bare(host) is var bare && bare.Contains(':', StringComparison.Ordinal) ? $"[{bare}]" : bare;

    /// <summary>The address of a host; of several one of IPv4, as Go listens.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no such host.</exception>
    public static async Task<IPAddress> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(Bare(host), out var address))
            return address;
        var addresses = await Dns.GetHostAddressesAsync(Bare(host), cancellationToken);
        return addresses.FirstOrDefault(candidate => candidate.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork) ?? addresses.FirstOrDefault()
            ?? throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
    }
}
