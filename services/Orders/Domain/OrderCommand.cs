namespace DaprShop.Orders.Domain;

/// <summary>What is wanted of an order: by its customer, or by the clock.</summary>
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

    /// <summary>The time to pay it is over.</summary>
    public sealed record Expire : OrderCommand;

    /// <summary>The customer who began to pay it did not come back with the card.</summary>
    public sealed record GiveUpPayment : OrderCommand;
}

/// <summary>How an order answers a command.</summary>
public enum CommandAnswer
{
    /// <summary>The order moved to another state.</summary>
    Accepted,

    /// <summary>The order moved so as to make way for the command; once its work is done, ask again.</summary>
    MakesWay,

    /// <summary>It was done before; doing it again would change nothing.</summary>
    Done,

    /// <summary>It is what the order's work does already.</summary>
    UnderWay,

    /// <summary>The order's work must be finished first; then ask again.</summary>
    Busy,

    /// <summary>Not in this state.</summary>
    Refused,
}
