using System.Net.Sockets;

namespace DaprShop.Gateway;

/// <summary>Who asks, as far as that is known before a login.</summary>
internal static class Client
{
    private const int Ipv6SiteBytes = 8; // a /64 is one customer's, who can use all of its addresses

    /// <summary>The client's address, or the site of an IPv6 address, as a key.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } address => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } address => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6SiteBytes)),
        var address => address.ToString(),
    };
}
