using DaprShop.Contracts.Events;

namespace DaprShop.Orders.Domain;

/// <summary>A step of an order, to be saved as a whole.</summary>
/// <param name="Order">The order after it.</param>
/// <param name="News">What the rest of the shop is to hear of it; null for nothing.</param>
public sealed record OrderStep(Order Order, OrderNews? News = null)
{
    /// <summary>Gives the step its time, and the next numbers to the order and to the event that tells of it.</summary>
    public (Order Order, OrderLifeEvent? Event) At(DateTimeOffset now)
    {
        var order = Order with
        {
            Version = Order.Version + 1,
            UpdatedAt = now,
            PaidAt = Order.PaidAt ?? (Order.State == OrderState.Paid ? now : null),
            CancelledAt = Order.CancelledAt ?? (Order.State == OrderState.Cancelling ? now : null),
        };
        if (News is not { } news) return (order, null);
        order = order with { LastEvent = order.LastEvent + 1 };
        return (order, order.Tell(news, now));
    }
}
