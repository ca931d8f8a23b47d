using DaprShop.Orders.Domain;

namespace DaprShop.Orders.Processing;

/// <summary>What customers do with their orders. Every request may be repeated; none is done twice.</summary>
public interface IOrderProcess
{
    /// <summary>Places an order, or answers as the first time that the key was used.</summary>
    Task<OrderOutcome> PlaceAsync(Guid userId, string idempotencyKey, OrderDraft draft, CancellationToken cancellationToken);

    /// <summary>Changes what an order buys, and where it goes, before it is paid.</summary>
    Task<OrderOutcome> EditAsync(Guid userId, Guid orderId, OrderDraft draft, CancellationToken cancellationToken);

    /// <summary>Pays an order.</summary>
    /// <param name="userId">Who asks.</param>
    /// <param name="orderId">The order.</param>
    /// <param name="paymentToken">What the card stands behind; passed on, not stored.</param>
    /// <param name="cancellationToken">Ends the request; what it began is finished by the next one.</param>
    Task<OrderOutcome> PayAsync(Guid userId, Guid orderId, string paymentToken, CancellationToken cancellationToken);

    /// <summary>Confirms that an order has arrived.</summary>
    Task<OrderOutcome> ConfirmAsync(Guid userId, Guid orderId, CancellationToken cancellationToken);

    /// <summary>Cancels an order, gives its money back, and its stock.</summary>
    Task<OrderOutcome> CancelAsync(Guid userId, Guid orderId, CancellationToken cancellationToken);

    /// <summary>Deletes an order that is over.</summary>
    Task<OrderOutcome> DeleteAsync(Guid userId, Guid orderId, CancellationToken cancellationToken);
}
