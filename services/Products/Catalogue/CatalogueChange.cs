using DaprShop.ServiceDefaults.State;

namespace DaprShop.Products.Catalogue;

/// <summary>One entry of the catalogue's journal.</summary>
/// <param name="Number">Its place, from 1, without gaps.</param>
/// <param name="ProductId">The product.</param>
/// <param name="Product">The product as it is from here on; null when it was deleted.</param>
public sealed record CatalogueChange(long Number, Guid ProductId, Product? Product) : CreateOnlyValue;
