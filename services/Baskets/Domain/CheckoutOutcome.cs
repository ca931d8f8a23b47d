namespace DaprShop.Baskets.Domain;

/// <summary>What came of a request to check out.</summary>
public abstract record CheckoutOutcome
{
    private CheckoutOutcome()
    {
    }

    /// <summary>The checkout is stored, and Orders is to be asked.</summary>
    public sealed record Begun(Checkout Checkout) : CheckoutOutcome;

    /// <summary>The content that the caller means was bought already; the request with this key got the answer.</summary>
    public sealed record BoughtBefore(string Key) : CheckoutOutcome;

    /// <summary>There is an order: one to pay, or one that was rejected.</summary>
    public sealed record Answered(CheckoutAnswer Answer) : CheckoutOutcome;

    /// <summary>Orders does not take the order as it is; by the name of the field, why.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string[]> Errors) : CheckoutOutcome;

    /// <summary>Orders does not take the order as long as the customer has too much that is not paid.</summary>
    /// <param name="Problem">What it says to that, as JSON.</param>
    /// <param name="RetryAfter">The <c>Retry-After</c> that it gave; null for none.</param>
    public sealed record NotNow(string Problem, string? RetryAfter) : CheckoutOutcome;

    /// <summary>An order came of an earlier attempt, while the content was changed.</summary>
    public sealed record Superseded : CheckoutOutcome;

    /// <summary>There is nothing to buy.</summary>
    /// <param name="LastOrderId">The order that was made of the basket last.</param>
    public sealed record Empty(Guid? LastOrderId) : CheckoutOutcome;

    /// <summary>The content is not the one that the caller expects.</summary>
    public sealed record Stale : CheckoutOutcome;

    /// <summary>The basket is being checked out to another address, or by too many requests.</summary>
    public sealed record OtherUnderWay : CheckoutOutcome;

    /// <summary>The shop takes no orders at the moment.</summary>
    public sealed record Closed : CheckoutOutcome;

    /// <summary>The key stands for another request.</summary>
    public sealed record KeyReused : CheckoutOutcome;
}
