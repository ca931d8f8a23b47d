namespace DaprShop.Orders;

/// <summary>The Dapr components of this service and the apps that it calls; section <c>Orders</c> of the configuration.</summary>
public sealed class OrdersOptions
{
    /// <summary>The state component that holds the orders.</summary>
    public string StateStore { get; init; } = "orders-state";

    /// <summary>The app id of Products.</summary>
    public string ProductsApp { get; init; } = "products";

    /// <summary>The app id of Payments.</summary>
    public string PaymentsApp { get; init; } = "payments";
}
