namespace DaprShop.Contracts.Events;

/// <summary>
/// The events of an order's life: CloudEvents 1.0 whose <c>type</c> ends in the major version of their data. Within a major version
/// fields are only added, so a consumer ignores those that it does not know; it refuses a major version that it does not know.
/// <c>asyncapi.json</c> and <c>schemas/</c> say the same for other languages.
/// </summary>
public static class OrderEvents
{
    /// <summary>The topic of them all: one, so that a broker that keeps order keeps it for an order's whole life.</summary>
    public const string Topic = "shop.orders";

    /// <summary>The record for each CloudEvents <c>type</c>.</summary>
    public static IReadOnlyDictionary<string, Type> Types { get; } = new Dictionary<string, Type>
    {
        ["shop.order.placed.v1"] = typeof(OrderPlaced),
        ["shop.order.awaiting-payment.v1"] = typeof(OrderAwaitingPayment),
        ["shop.order.rejected.v1"] = typeof(OrderRejected),
        ["shop.order.paid.v1"] = typeof(OrderPaid),
        ["shop.order.completed.v1"] = typeof(OrderCompleted),
        ["shop.order.cancelled.v1"] = typeof(OrderCancelled),
        ["shop.order.refunded.v1"] = typeof(OrderRefunded),
    };

    private static readonly Dictionary<Type, string> Names = Types.ToDictionary(type => type.Value, type => type.Key);

    /// <summary>
    /// How an event is published. Its <c>id</c> is made of the order, the event's type and its number, so that an event that is
    /// published again is known again.
    /// </summary>
    public static EventEnvelope Envelope(this OrderLifeEvent happened)
    {
        var type = Names[happened.GetType()];
        return new(Topic, type, $"{happened.OrderId}.{type}.{happened.Number}", happened.OrderId.ToString());
    }
}
