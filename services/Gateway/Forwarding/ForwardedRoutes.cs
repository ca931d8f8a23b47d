namespace DaprShop.Gateway.Forwarding;

/// <summary>A part of the public API, and the service that answers it.</summary>
/// <param name="Prefix">Where it begins; everything below it is forwarded, and nothing else.</param>
/// <param name="AppId">The service's app id.</param>
/// <param name="Open">What needs no login: verbs and paths below the prefix, as route patterns.</param>
/// <param name="Credentials">What takes credentials, and so is limited more strictly: paths below the prefix, for POST.</param>
internal sealed record ForwardedRoute(
    string Prefix, string AppId, IReadOnlyList<(string Verb, string Path)> Open, IReadOnlyList<string> Credentials);

/// <summary>What the gateway forwards. A path that is not here is not there.</summary>
internal static class ForwardedRoutes
{
    public static IReadOnlyList<ForwardedRoute> All { get; } =
    [
        new("/api/v1/users", "users",
            Open: [("POST", ""), ("POST", "/login"), ("POST", "/refresh"), ("POST", "/logout")],
            Credentials: ["", "/login"]),
        new("/api/v1/products", "products",
            Open: [("GET", "/{**rest}")],
            Credentials: []),
        new("/api/v1/basket", "baskets", Open: [], Credentials: []),
        new("/api/v1/orders", "orders", Open: [], Credentials: []),
        new("/api/v1/notifications", "notifications", Open: [], Credentials: []),
    ];
}
