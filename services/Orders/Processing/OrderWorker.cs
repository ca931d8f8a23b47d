using DaprShop.Contracts;
using DaprShop.Orders.Clients;
using DaprShop.Orders.Domain;
using DaprShop.Orders.Storage;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Processing;

/// <summary>Does an order's work, whose key is the order, its revision or attempt, and so changes nothing when it is repeated.</summary>
internal sealed class OrderWorker(
    ProductsClient products, PaymentsClient payments, OrderLists lists, DeclinedCardStore declinedCards, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>The page of a customer's list from which on an order that comes now is to be entered.</summary>
    public Task<int> ListPageAsync(Guid userId, CancellationToken cancellationToken) => lists.LastPageAsync(userId, cancellationToken);

    /// <summary>Does what is to be done for an order in its state.</summary>
    /// <param name="order">The order, as it is stored.</param>
    /// <param name="paymentToken">With what a charge is paid.</param>
    /// <param name="cancellationToken">Ends the work, whose outcome is then unknown.</param>
    /// <returns>What came of it; null if there is nothing to do, or nothing without a payment token.</returns>
    public async Task<OrderEvent?> WorkAsync(Order order, string? paymentToken, CancellationToken cancellationToken)
    {
        switch (OrderTransitions.WorkOf(order.State))
        {
            case OrderWork.List:
                return new OrderEvent.Listed(await lists.AddAsync(order, cancellationToken));
            case OrderWork.Reserve:
                var refused = await products.ReserveAsync(order.Id, order.Revision, order.ToReserve(), cancellationToken);
                return refused.Count == 0 ? new OrderEvent.Reserved(time.GetUtcNow() + options.Value.PaymentTime) : new OrderEvent.OutOfStock(refused);
            case OrderWork.Shrink:
                await ShrinkAsync(order, cancellationToken);
                return new OrderEvent.Shrunk();
            case OrderWork.Release:
                await products.ReleaseAsync(order.Id, order.Revision, order.Products(), cancellationToken);
                return new OrderEvent.Released();
            case OrderWork.Authorise:
                return paymentToken is null ? null : await NoteAsync(order, await payments.AuthoriseAsync(order.Id, order.Attempt,
                    new AuthorisePayment(order.Content.Total, order.Content.Currency, paymentToken), cancellationToken), cancellationToken);
            case OrderWork.Void:
                return await NoteAsync(order, await payments.VoidAsync(order.Id, order.Attempt, cancellationToken), cancellationToken);
            case OrderWork.Capture:
                return Became(await payments.CaptureAsync(order.Id, order.Attempt, cancellationToken));
            case OrderWork.Commit:
                var missing = await products.CommitAsync(order.Id, order.Revision, order.Products(), cancellationToken);
                return missing.Count == 0 ? new OrderEvent.Committed() : new OrderEvent.CommitRefused();
            case OrderWork.Refund:
                await payments.RefundAsync(order.Id, cancellationToken);
                return new OrderEvent.Refunded();
            case OrderWork.Unlist:
                await lists.RemoveAsync(order, cancellationToken);
                return new OrderEvent.Unlisted();
            default:
                return null;
        }
    }

    private async Task ShrinkAsync(Order order, CancellationToken cancellationToken)
    {
        await products.ReserveAsync(order.Id, order.Revision, order.ToKeep(), cancellationToken);
        if (order.ToDrop() is { Count: > 0 } dropped)
            await products.ReleaseAsync(order.Id, order.Revision, dropped, cancellationToken);
    }

    // A decline is noted before the order goes on: a crash in between has the order ask Payments again, which says the same.
    private async Task<OrderEvent> NoteAsync(Order order, PaymentOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome == PaymentOutcome.Declined) await declinedCards.AddAsync(order, cancellationToken);
        return Became(outcome);
    }

    private static OrderEvent Became(PaymentOutcome outcome) => outcome switch
    {
        PaymentOutcome.Authorised => new OrderEvent.Authorised(),
        PaymentOutcome.Captured => new OrderEvent.Captured(),
        PaymentOutcome.Declined => new OrderEvent.Declined(),
        PaymentOutcome.Voided => new OrderEvent.Voided(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
