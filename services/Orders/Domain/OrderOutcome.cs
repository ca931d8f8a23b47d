using System.Text.Json.Serialization;

namespace DaprShop.Orders.Domain;

/// <summary>What came of something that was wanted of an order.</summary>
[JsonDerivedType(typeof(Done), nameof(Done))]
[JsonDerivedType(typeof(OutOfStock), nameof(OutOfStock))]
[JsonDerivedType(typeof(WrongState), nameof(WrongState))]
[JsonDerivedType(typeof(Declined), nameof(Declined))]
[JsonDerivedType(typeof(PaymentGivenUp), nameof(PaymentGivenUp))]
[JsonDerivedType(typeof(NotFound), nameof(NotFound))]
[JsonDerivedType(typeof(KeyReused), nameof(KeyReused))]
[JsonDerivedType(typeof(Invalid), nameof(Invalid))]
[JsonDerivedType(typeof(TooMuchUnpaid), nameof(TooMuchUnpaid))]
[JsonDerivedType(typeof(TooManyDeclined), nameof(TooManyDeclined))]
[JsonDerivedType(typeof(Unavailable), nameof(Unavailable))]
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>As asked; the order as it is now.</summary>
    public sealed record Done(Order Order) : OrderOutcome;

    /// <summary>The stock does not suffice.</summary>
    /// <param name="Order">The order: rejected, or as it was before the edit.</param>
    /// <param name="Lines">The lines, of the order or of the edit, for whose products there is not enough.</param>
    public sealed record OutOfStock(Order Order, IReadOnlyList<OrderLine> Lines) : OrderOutcome
    {
        /// <summary>Finds the lines that were refused.</summary>
        public static OutOfStock Of(Order order, OrderContent wanted) =>
            new(order, [.. wanted.Lines.Where(line => order.Refusal!.ProductIds.Contains(line.ProductId))]);
    }

    /// <summary>Not in the state in which the order is.</summary>
    public sealed record WrongState(Order Order) : OrderOutcome;

    /// <summary>The card was declined.</summary>
    public sealed record Declined(Order Order) : OrderOutcome;

    /// <summary>The payment was given up because the order was edited or cancelled meanwhile.</summary>
    public sealed record PaymentGivenUp(Order Order) : OrderOutcome;

    /// <summary>No such order of this customer.</summary>
    public sealed record NotFound : OrderOutcome;

    /// <summary>The idempotency key stands for another request.</summary>
    public sealed record KeyReused : OrderOutcome;

    /// <summary>What is wrong with the items, by the name of the field.</summary>
    public sealed record Invalid(IReadOnlyDictionary<string, string> Errors) : OrderOutcome;

    /// <summary>The customer keeps too much from others without having paid.</summary>
    /// <param name="Refusal">What is too much.</param>
    /// <param name="Lines">The lines that it concerns; none for the number of orders.</param>
    public sealed record TooMuchUnpaid(UnpaidRefusal Refusal, IReadOnlyList<OrderLine> Lines) : OrderOutcome
    {
        /// <summary>Finds the lines that were refused.</summary>
        public static TooMuchUnpaid Of(UnpaidRefusal refusal, OrderContent wanted) =>
            new(refusal, [.. wanted.Lines.Where(line => refusal.Products.Contains(line.ProductId))]);
    }

    /// <summary>Too many cards of the customer's were declined.</summary>
    /// <param name="RetryAfter">How long no other may be tried.</param>
    public sealed record TooManyDeclined(TimeSpan RetryAfter) : OrderOutcome;

    /// <summary>It cannot be done now; asking again does nothing twice.</summary>
    /// <param name="Code">What stands in the way: the problem's code.</param>
    /// <param name="Attempt">The attempt to pay that goes on; null for none.</param>
    public sealed record Unavailable(string Code, int? Attempt = null) : OrderOutcome
    {
        /// <summary>The order is being worked on, and that takes longer than a turn.</summary>
        public static Unavailable Busy { get; } = new("order_busy");

        /// <summary>Whether another turn may bring it to its end.</summary>
        [JsonIgnore]
        public bool IsBusy => Code == Busy.Code;
    }
}
