using DaprShop.Contracts;

namespace DaprShop.Baskets.Domain;

/// <summary>Whether an item can be bought now.</summary>
public enum Availability
{
    /// <summary>There are enough pieces.</summary>
    Available,

    /// <summary>There are fewer pieces than are wanted.</summary>
    Insufficient,

    /// <summary>It has left the catalogue.</summary>
    Unavailable,

    /// <summary>The catalogue does not answer.</summary>
    Unknown,
}

/// <summary>An item with what the catalogue says of it now.</summary>
/// <param name="Item">The item.</param>
/// <param name="Offer">What the catalogue says; null if it does not have the product, or does not answer.</param>
/// <param name="Availability">Whether it can be bought.</param>
public sealed record PricedItem(OrderItem Item, Offer? Offer, Availability Availability)
{
    /// <summary>What the item costs; at most 1000 pieces at 1,000,000 each. Null if nothing is known of it.</summary>
    public decimal? Total => Offer?.Price * Item.Quantity;
}

/// <summary>A basket with what the catalogue says of it now.</summary>
/// <param name="Basket">The basket.</param>
/// <param name="Items">Its items, all of them.</param>
public sealed record PricedBasket(Basket Basket, IReadOnlyList<PricedItem> Items)
{
    /// <summary>Whether the shop takes no orders at the moment.</summary>
    public bool IsCheckoutClosed { get; init; }

    /// <summary>The currency of all items with a price; null if there is none, or more than one.</summary>
    public string? Currency => Items.Select(item => item.Offer?.Currency).OfType<string>().Distinct().ToList() is [var only] ? only : null;

    /// <summary>What all items with a price cost; null if they have not one currency.</summary>
    public decimal? Total => Currency is null ? null : Items.Sum(item => item.Total);

    /// <summary>Joins a basket with offers.</summary>
    /// <param name="basket">The basket.</param>
    /// <param name="offers">The offers of all its items that are in the catalogue; null if the catalogue does not answer.</param>
    public static PricedBasket Of(Basket basket, IReadOnlyList<Offer>? offers)
    {
        var known = offers?.ToDictionary(offer => offer.ProductId);
        return new PricedBasket(basket, [.. basket.Items.Select(item =>
        {
            var offer = known?.GetValueOrDefault(item.ProductId);
            return new PricedItem(item, offer, known is null ? Availability.Unknown : AvailabilityOf(item, offer));
        })]);
    }

    private static Availability AvailabilityOf(OrderItem item, Offer? offer) => offer switch
    {
        null => Availability.Unavailable,
        _ when offer.Stock < item.Quantity => Availability.Insufficient,
        _ => Availability.Available,
    };
}
