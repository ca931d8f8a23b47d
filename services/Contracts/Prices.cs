namespace DaprShop.Contracts;

/// <summary>Asks Products for names and prices as of now.</summary>
/// <param name="ProductIds">1 to 100 products.</param>
public sealed record PriceLookup(IReadOnlyList<Guid> ProductIds);

/// <summary>The products of a <see cref="PriceLookup"/> that are in the catalogue; others are left out.</summary>
public sealed record PriceList(IReadOnlyList<PricedProduct> Products);

/// <summary>What a product is called and costs.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Name">Its name.</param>
/// <param name="Price">The price of one piece, above 0, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record PricedProduct(Guid ProductId, string Name, decimal Price, string Currency);
