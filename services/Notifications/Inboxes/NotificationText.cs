using DaprShop.Contracts.Events;

namespace DaprShop.Notifications.Inboxes;

/// <summary>Says in a sentence what happened to an order.</summary>
internal static class NotificationText
{
    /// <exception cref="ArgumentOutOfRangeException">There are no words for this event.</exception>
    public static string Of(OrderLifeEvent happened) => happened switch
    {
        OrderPlaced { Items: [var item] } placed => $"We have your order of {item.Quantity} × {item.Name} for {Money(placed.Total, placed.Currency)}.",
        OrderPlaced placed => $"We have your order of {placed.Items.Count} products for {Money(placed.Total, placed.Currency)}.",
        OrderAwaitingPayment { PayBefore: { } payBefore } awaiting =>
            $"Your order is reserved. Please pay {Money(awaiting.Total, awaiting.Currency)} before {payBefore.UtcDateTime:yyyy-MM-dd HH:mm} UTC.",
        OrderAwaitingPayment awaiting => $"Your order is reserved. Please pay {Money(awaiting.Total, awaiting.Currency)}.",
        OrderRejected => "We are sorry: we do not have enough of what you ordered. Nothing was charged.",
        OrderPaid paid => $"Thank you: your payment of {Money(paid.Total, paid.Currency)} has arrived.",
        OrderCompleted => "Your order is completed. Enjoy it!",
        OrderCancelled { Reason: CancellationReason.PaymentOverdue } => "Your order was cancelled because it was not paid in time.",
        OrderCancelled { Reason: CancellationReason.StockLost } => "We are sorry: we had to cancel your order because we ran out of what you ordered.",
        OrderCancelled => "Your order is cancelled.",
        OrderRefunded refunded => $"We have given {Money(refunded.Amount, refunded.Currency)} back to you.",
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    private static string Money(decimal amount, string currency) => $"{amount:0.00} {currency}";
}
