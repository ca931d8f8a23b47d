using System.Net;

namespace DaprShop.Users.Apis;

/// <summary>Where a request came into the shop from.</summary>
internal static class ClientAddress
{
    /// <summary>
    /// The client's address as the gateway noted it: the first of <c>X-Forwarded-For</c>, which the gateway takes from nobody
    /// and sidecars only append to. It limits tries and grants nothing.
    /// </summary>
    public static IPAddress Of(HttpRequest request)
    {
        var first = request.Headers["X-Forwarded-For"].FirstOrDefault()?.Split(',')[0].Trim();
        return IPAddress.TryParse(first, out var address) ? address : IPAddress.None;
    }
}
