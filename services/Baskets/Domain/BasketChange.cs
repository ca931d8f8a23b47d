using System.Collections.Immutable;
using DaprShop.Contracts;

namespace DaprShop.Baskets.Domain;

/// <summary>What a customer does to the content of a basket.</summary>
/// <param name="Version">New for every change; the basket's version once the change is in it.</param>
/// <param name="Request">By what a repetition is known; null if the caller gave no key.</param>
public abstract record BasketChange(Guid Version, SeenRequest? Request)
{
    /// <summary>What is in the basket after the change.</summary>
    public abstract ImmutableArray<OrderItem> Apply(ImmutableArray<OrderItem> items);

    /// <summary>Puts other things in place of all that is there. Repeating it changes nothing, so it needs no key.</summary>
    public sealed record Replace(Guid Version, IReadOnlyList<OrderItem> Items) : BasketChange(Version, Request: null)
    {
        /// <inheritdoc />
        public override ImmutableArray<OrderItem> Apply(ImmutableArray<OrderItem> items) => [.. Items];
    }

    /// <summary>Puts things to what is there: quantities add up.</summary>
    public sealed record Add(Guid Version, SeenRequest? Request, IReadOnlyList<OrderItem> Items) : BasketChange(Version, Request)
    {
        /// <inheritdoc />
        public override ImmutableArray<OrderItem> Apply(ImmutableArray<OrderItem> items) =>
        [
            .. items.Concat(Items)
                .GroupBy(item => item.ProductId)
                .Select(same => new OrderItem(same.Key, same.Sum(item => item.Quantity))),
        ];
    }
}

/// <summary>What came of a change.</summary>
public abstract record BasketOutcome
{
    private BasketOutcome()
    {
    }

    /// <summary>It is in the basket, since now or since an earlier time.</summary>
    public sealed record Done(Basket Basket) : BasketOutcome;

    /// <summary>The content is not the one that the caller expects.</summary>
    public sealed record Stale : BasketOutcome;

    /// <summary>There would be more products than an order may have.</summary>
    public sealed record TooManyItems : BasketOutcome;

    /// <summary>There would be more pieces of some products than an order may have.</summary>
    public sealed record TooManyPieces(IReadOnlyList<Guid> ProductIds) : BasketOutcome;

    /// <summary>The key stands for another request.</summary>
    public sealed record KeyReused : BasketOutcome;

    /// <summary>Orders has been asked for an order of the content, and has not answered yet; that must end first.</summary>
    public sealed record CheckoutUnderWay(Checkout Checkout) : BasketOutcome;
}

/// <summary>How a basket answers a change.</summary>
public static class BasketChanges
{
    /// <summary>Applies a change, unless it has been applied already.</summary>
    /// <param name="basket">The basket.</param>
    /// <param name="change">The change.</param>
    /// <param name="isExpected">Whether the caller wants to change the content that has this version.</param>
    /// <param name="now">The time.</param>
    public static BasketOutcome Handle(this Basket basket, BasketChange change, Func<Guid, bool> isExpected, DateTimeOffset now)
    {
        if (basket.Version == change.Version) return new BasketOutcome.Done(basket);
        if (basket.Seen.FirstOrDefault(seen => seen.Key == change.Request?.Key) is { } seen)
            return seen == change.Request ? new BasketOutcome.Done(basket) : new BasketOutcome.KeyReused();
        if (basket.Checkout is { Attempt: not null } checkout) return new BasketOutcome.CheckoutUnderWay(checkout);
        if (!isExpected(basket.Version)) return new BasketOutcome.Stale();

        var items = change.Apply(basket.Items);
        if (items.Length > OrderLimits.MaxItems) return new BasketOutcome.TooManyItems();
        if (items.Where(item => item.Quantity > OrderLimits.MaxQuantity).Select(item => item.ProductId).ToList() is { Count: > 0 } tooMany)
            return new BasketOutcome.TooManyPieces(tooMany);
        return new BasketOutcome.Done(basket with
        {
            Version = change.Version,
            Items = items,
            Seen = change.Request is null ? basket.Seen : [.. basket.Seen.TakeLast(Basket.MaxSeen - 1), change.Request],
            UpdatedAt = now,
        });
    }
}
