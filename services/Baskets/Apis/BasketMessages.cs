using DaprShop.Baskets.Domain;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Baskets.Apis;

/// <summary>What is to be in a basket.</summary>
/// <param name="Items">0 to 100 items, each of another product.</param>
internal sealed record BasketBody(IReadOnlyList<ItemBody?>? Items);

/// <summary>What was put into a basket before its customer logged in.</summary>
/// <param name="Items">1 to 100 items, each of another product.</param>
internal sealed record MergeBody(IReadOnlyList<ItemBody?>? Items);

/// <summary>Where the order is to go.</summary>
/// <param name="ShippingAddress">An address; each line 1 to 200 characters.</param>
internal sealed record CheckoutBody(AddressBody? ShippingAddress);

/// <summary>A basket, with names, prices and stock as of now.</summary>
/// <param name="Items">All items, those that cannot be bought now included.</param>
/// <param name="Total">What the items with a price cost; left out unless they have one currency.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="CheckoutUnderWay">Whether an order is being made of it; repeat the checkout to finish that.</param>
/// <param name="CheckoutClosed">Whether the shop takes no orders at the moment.</param>
/// <param name="UpdatedAt">When it changed last, UTC; left out if nothing was ever put into it.</param>
internal sealed record BasketResponse(
    IReadOnlyList<BasketResponseItem> Items, decimal? Total, string? Currency, bool CheckoutUnderWay, bool CheckoutClosed, DateTimeOffset? UpdatedAt)
{
    public static BasketResponse Of(PricedBasket priced) => new(
        [.. priced.Items.Select(item => new BasketResponseItem(
            item.Item.ProductId, item.Item.Quantity, item.Availability, item.Offer?.Name, item.Offer?.Price, item.Offer?.Currency,
            item.Total, item.Offer?.Stock))],
        priced.Total, priced.Currency, priced.Basket.Checkout?.Attempt is not null, priced.IsCheckoutClosed, priced.Basket.UpdatedAt);
}

/// <summary>A product in a basket, as it is called, costs and can be bought now; what is not known is left out.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">1 to 1000 pieces.</param>
/// <param name="Availability">Whether so many can be bought now.</param>
/// <param name="Name">Its name.</param>
/// <param name="UnitPrice">The price of one piece.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Total">What all pieces cost.</param>
/// <param name="Stock">How many pieces can be bought now.</param>
internal sealed record BasketResponseItem(
    Guid ProductId, int Quantity, Availability Availability, string? Name, decimal? UnitPrice, string? Currency, decimal? Total, long? Stock);
