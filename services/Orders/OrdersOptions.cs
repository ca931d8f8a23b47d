namespace DaprShop.Orders;

/// <summary>The Dapr components of this service, the apps that it calls, and its times; section <c>Orders</c> of the configuration.</summary>
public sealed class OrdersOptions
{
    /// <summary>The state component that holds the orders; the one for actors.</summary>
    public string StateStore { get; init; } = "orders-state";

    /// <summary>The app id of Products.</summary>
    public string ProductsApp { get; init; } = "products";

    /// <summary>The app id of Payments.</summary>
    public string PaymentsApp { get; init; } = "payments";

    /// <summary>How long who places an order waits for the decision; after that the order goes on by itself.</summary>
    public TimeSpan DecisionLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request waits while the order is being worked on for another one.</summary>
    public TimeSpan WaitLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an order is worked on in one turn; after that it goes on in the next.</summary>
    public TimeSpan TurnLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a customer waits for an answer, through several turns if need be; after that the order goes on by itself.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(14);

    /// <summary>How long an order may wait to be paid before it is cancelled.</summary>
    public TimeSpan PaymentTime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a payment that broke off waits for its customer before it is given up.</summary>
    public TimeSpan PaymentGrace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How soon, and how often, an order whose work broke off is worked on again.</summary>
    public TimeSpan DriveInterval { get; init; } = TimeSpan.FromSeconds(10);
}
