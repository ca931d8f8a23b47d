namespace DaprShop.Baskets;

/// <summary>The Dapr components of this service and the apps that it calls; section <c>Baskets</c> of the configuration.</summary>
public sealed class BasketsOptions
{
    /// <summary>The state component that holds the baskets; one that has TTL.</summary>
    public string StateStore { get; init; } = "baskets-state";

    /// <summary>The app id of Products.</summary>
    public string ProductsApp { get; init; } = "products";

    /// <summary>The app id of Orders.</summary>
    public string OrdersApp { get; init; } = "orders";

    /// <summary>How long a basket stays that nobody changes: 1 second to 10 years, by default 30 days.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromDays(30);
}
