namespace DaprShop.Orders.Domain;

/// <summary>What came of an order's work.</summary>
public abstract record OrderEvent
{
    private OrderEvent()
    {
    }

    /// <summary>It stands in the customer's list.</summary>
    /// <param name="Page">The page of the list, from 0.</param>
    public sealed record Listed(int Page) : OrderEvent;

    /// <summary>All stock is reserved.</summary>
    /// <param name="PayBefore">Until when it is kept for the first reservation; later ones change nothing about that.</param>
    public sealed record Reserved(DateTimeOffset PayBefore) : OrderEvent;

    /// <summary>The stock of some products does not suffice.</summary>
    public sealed record OutOfStock(IReadOnlyList<Guid> ProductIds) : OrderEvent;

    /// <summary>The reservations have shrunk.</summary>
    public sealed record Shrunk : OrderEvent;

    /// <summary>All stock is released.</summary>
    public sealed record Released : OrderEvent;

    /// <summary>The money is held on the card.</summary>
    public sealed record Authorised : OrderEvent;

    /// <summary>The money is here.</summary>
    public sealed record Captured : OrderEvent;

    /// <summary>The card was declined, and the attempt is over.</summary>
    public sealed record Declined : OrderEvent;

    /// <summary>The attempt was given up before it took anything, and is over.</summary>
    public sealed record Voided : OrderEvent;

    /// <summary>The stock is sold.</summary>
    public sealed record Committed : OrderEvent;

    /// <summary>The reservation was gone when the stock was to be sold.</summary>
    public sealed record CommitRefused : OrderEvent;

    /// <summary>The money is back.</summary>
    public sealed record Refunded : OrderEvent;

    /// <summary>It stands in the list no more.</summary>
    public sealed record Unlisted : OrderEvent;
}
