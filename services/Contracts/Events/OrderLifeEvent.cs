namespace DaprShop.Contracts.Events;

/// <summary>What all events of an order say. None holds an address, a name or anything of a card.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="UserId">Whose order it is.</param>
/// <param name="Number">The event's number among the order's, from 1: events may arrive in any order, and more than once.</param>
/// <param name="At">When it happened, UTC.</param>
public abstract record OrderLifeEvent(Guid OrderId, Guid UserId, int Number, DateTimeOffset At);

/// <summary>The shop has the order; whether there is enough stock is not known yet.</summary>
/// <param name="Items">1 to 100 products, each once.</param>
/// <param name="Total">What it costs, above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record OrderPlaced(
    Guid OrderId, Guid UserId, int Number, DateTimeOffset At, IReadOnlyList<OrderedItem> Items, decimal Total, string Currency)
    : OrderLifeEvent(OrderId, UserId, Number, At);

/// <summary>A product in an order, as it was called and what it cost when it was ordered.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Name">Its name.</param>
/// <param name="UnitPrice">The price of one piece, at most two decimals.</param>
/// <param name="Quantity">1 to 1000.</param>
public sealed record OrderedItem(Guid ProductId, string Name, decimal UnitPrice, int Quantity);

/// <summary>All stock is reserved, until the payment is due.</summary>
/// <param name="Total">What is to be paid, above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="PayBefore">When the order is cancelled unless it is paid, UTC; missing where there is no such time.</param>
public sealed record OrderAwaitingPayment(
    Guid OrderId, Guid UserId, int Number, DateTimeOffset At, decimal Total, string Currency, DateTimeOffset? PayBefore = null)
    : OrderLifeEvent(OrderId, UserId, Number, At);

/// <summary>The stock did not suffice; the order is over.</summary>
/// <param name="ProductIds">The products of which there was not enough.</param>
public sealed record OrderRejected(Guid OrderId, Guid UserId, int Number, DateTimeOffset At, IReadOnlyList<Guid> ProductIds)
    : OrderLifeEvent(OrderId, UserId, Number, At);

/// <summary>The order is paid, and its stock sold.</summary>
/// <param name="Total">What was charged, above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record OrderPaid(Guid OrderId, Guid UserId, int Number, DateTimeOffset At, decimal Total, string Currency)
    : OrderLifeEvent(OrderId, UserId, Number, At);

/// <summary>The customer has confirmed that the goods have arrived; the order is over.</summary>
public sealed record OrderCompleted(Guid OrderId, Guid UserId, int Number, DateTimeOffset At)
    : OrderLifeEvent(OrderId, UserId, Number, At);

/// <summary>The order is cancelled, and its stock released; the order is over.</summary>
/// <param name="Reason">Why.</param>
public sealed record OrderCancelled(Guid OrderId, Guid UserId, int Number, DateTimeOffset At, CancellationReason Reason)
    : OrderLifeEvent(OrderId, UserId, Number, At);

/// <summary>Why an order was cancelled. Another reason would be another major version.</summary>
public enum CancellationReason
{
    /// <summary>The customer wanted it.</summary>
    Customer,

    /// <summary>It was not paid in time.</summary>
    PaymentOverdue,

    /// <summary>The reserved stock was gone when it was to be sold.</summary>
    StockLost,
}

/// <summary>What was charged for the order was given back.</summary>
/// <param name="Amount">How much, above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record OrderRefunded(Guid OrderId, Guid UserId, int Number, DateTimeOffset At, decimal Amount, string Currency)
    : OrderLifeEvent(OrderId, UserId, Number, At);
