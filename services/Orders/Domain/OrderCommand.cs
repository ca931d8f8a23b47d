namespace DaprShop.Orders.Domain;

/// <summary>What a customer wants done with an order.</summary>
public abstract record OrderCommand
{
    private OrderCommand()
    {
    }

    /// <summary>Buy something else, or send it elsewhere.</summary>
    public sealed record Edit(OrderContent Content) : OrderCommand;

    /// <summary>Pay it.</summary>
    public sealed record Pay : OrderCommand;

    /// <summary>Say that it has arrived.</summary>
    public sealed record Confirm : OrderCommand;

    /// <summary>Give it up.</summary>
    public sealed record Cancel : OrderCommand;

    /// <summary>Forget it.</summary>
    public sealed record Delete : OrderCommand;
}

/// <summary>How an order answers a command.</summary>
public enum CommandAnswer
{
    /// <summary>The order moved to another state.</summary>
    Accepted,

    /// <summary>It was done before; doing it again would change nothing.</summary>
    Done,

    /// <summary>It is what the order's work does already.</summary>
    UnderWay,

    /// <summary>The order's work must be finished first; then ask again.</summary>
    Busy,

    /// <summary>Not in this state.</summary>
    Refused,
}

/// <summary>What came of an order's work.</summary>
public abstract record OrderEvent
{
    private OrderEvent()
    {
    }

    /// <summary>It stands in the customer's list.</summary>
    public sealed record Listed : OrderEvent;

    /// <summary>All stock is reserved.</summary>
    public sealed record Reserved : OrderEvent;

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
