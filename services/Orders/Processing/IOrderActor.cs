using Dapr.Actors;
using DaprShop.Orders.Domain;

namespace DaprShop.Orders.Processing;

/// <summary>
/// An order as its customer deals with it, one request at a time. Whatever is asked may be asked again; what was decided is the
/// answer, and only what nobody expected is thrown.
/// </summary>
public interface IOrderActor : IActor
{
    /// <summary>Places the order, unless it is placed already, and waits a while for what is decided.</summary>
    Task<OrderOutcome> PlaceAsync(OrderCaller caller, OrderContent content);

    /// <summary>Changes what it buys, and where it goes, before it is paid.</summary>
    Task<OrderOutcome> EditAsync(OrderCaller caller, OrderContent content);

    /// <summary>Pays it.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="paymentToken">What the card stands behind; passed on, not stored.</param>
    Task<OrderOutcome> PayAsync(OrderCaller caller, string paymentToken);

    /// <summary>Confirms that it has arrived.</summary>
    Task<OrderOutcome> ConfirmAsync(OrderCaller caller);

    /// <summary>Cancels it, gives its money back, and its stock.</summary>
    Task<OrderOutcome> CancelAsync(OrderCaller caller);

    /// <summary>Deletes it once it is over.</summary>
    Task<OrderOutcome> DeleteAsync(OrderCaller caller);

    /// <summary>Goes on with the order's work.</summary>
    Task GoOnAsync();
}

/// <summary>Who asks an order for something.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="NotAfter">When the caller has gone: what has not begun then does not begin.</param>
/// <param name="Attempt">The attempt to pay that goes on, where it is asked again; null for the first time.</param>
public sealed record OrderCaller(Guid UserId, DateTimeOffset NotAfter, int? Attempt = null);
