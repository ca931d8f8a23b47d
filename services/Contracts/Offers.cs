namespace DaprShop.Contracts;

/// <summary>Asks Products what products are called, cost, and how many can be bought, as of now.</summary>
/// <param name="ProductIds">1 to 100 products, each once.</param>
public sealed record OfferLookup(IReadOnlyList<Guid> ProductIds);

/// <summary>The products of an <see cref="OfferLookup"/> that are in the catalogue; others are left out.</summary>
public sealed record OfferList(IReadOnlyList<Offer> Offers);

/// <summary>A product as it can be bought now.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">The price of one piece, above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Stock">The pieces that can be bought, 0 or more.</param>
public sealed record Offer(Guid ProductId, string Name, decimal Price, string Currency, long Stock);
