namespace DaprShop.Baskets.Clients;

/// <summary>What Orders says to a request for an order. Anything else leaves it open whether there is one.</summary>
internal abstract record OrderReply
{
    private OrderReply()
    {
    }

    /// <summary>The order stands; as JSON.</summary>
    public sealed record Placed(Guid OrderId, string Order) : OrderReply;

    /// <summary>There is an order, and it was rejected: it holds nothing. The problem is JSON.</summary>
    public sealed record Rejected(Guid OrderId, string Problem) : OrderReply;

    /// <summary>This request did not make an order; by the name of the field, why.</summary>
    public sealed record Refused(IReadOnlyDictionary<string, string[]> Errors) : OrderReply;

    /// <summary>This request did not make an order: the customer has too much that is not paid. The problem is JSON.</summary>
    /// <param name="Problem">The problem.</param>
    /// <param name="RetryAfter">When it may be asked again, as the header says; null if it does not.</param>
    public sealed record NotNow(string Problem, string? RetryAfter) : OrderReply;

    /// <summary>The key stands for another request, of which an order has come or will come.</summary>
    public sealed record KeyReused : OrderReply;
}
