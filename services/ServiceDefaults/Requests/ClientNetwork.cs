using System.Net;
using System.Net.Sockets;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>What of a client's address is its own, for limits by client.</summary>
public static class ClientNetwork
{
    private const int Ipv6SiteBytes = 8; // a /64 is one customer's, who can use all of its addresses

    /// <summary>The same text for all addresses of a client: an IPv4 address, however it is written, or the /64 of an IPv6 address.</summary>
    public static string Of(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, Ipv6SiteBytes)),
        _ => address.ToString(),
    };
}
