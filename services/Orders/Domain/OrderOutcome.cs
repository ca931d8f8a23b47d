namespace DaprShop.Orders.Domain;

/// <summary>What came of a request to the order process.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>As asked; the order as it is now.</summary>
    public sealed record Done(Order Order) : OrderOutcome;

    /// <summary>The stock does not suffice.</summary>
    /// <param name="Order">The order: rejected, or as it was before the edit.</param>
    /// <param name="ProductIds">The products of which there is not enough.</param>
    public sealed record OutOfStock(Order Order, IReadOnlyList<Guid> ProductIds) : OrderOutcome;

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
}
