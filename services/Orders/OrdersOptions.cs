using DaprShop.Orders.Domain;

namespace DaprShop.Orders;

/// <summary>The Dapr components of this service, the apps that it calls, its times and limits; section <c>Orders</c> of the configuration.</summary>
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

    /// <summary>How many orders of one customer may wait to be paid at once: 1 to 100.</summary>
    public int UnpaidOrders { get; init; } = 10;

    /// <summary>How many pieces of one product the unpaid orders of one customer may hold together: 1 or more.</summary>
    public int UnpaidPieces { get; init; } = 100;

    /// <summary>For how long one customer's orders may hold a product without being paid before no further order of it begins.</summary>
    public TimeSpan UnpaidTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the product is left to others then, from the end of the customer's last order that had it.</summary>
    public TimeSpan UnpaidPause { get; init; } = TimeSpan.FromHours(12);

    /// <summary>How many cards of one customer may be declined within <see cref="DeclinedCardsTime"/>, over all orders: 1 to 1000.</summary>
    public int DeclinedCards { get; init; } = 20;

    /// <summary>For how long a declined card counts.</summary>
    public TimeSpan DeclinedCardsTime { get; init; } = TimeSpan.FromHours(24);

    internal UnpaidLimits UnpaidLimits => new(UnpaidOrders, UnpaidPieces, UnpaidTime, UnpaidPause, PaymentTime);
}
