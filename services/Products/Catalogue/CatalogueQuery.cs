namespace DaprShop.Products.Catalogue;

/// <summary>What a caller wants to see of the catalogue.</summary>
/// <param name="Search">Words; each must begin a word of the name, the description or the category. Null or wordless: all.</param>
/// <param name="Category">A category, in any case; null: all.</param>
/// <param name="MinPrice">The lowest price, included; null: any.</param>
/// <param name="MaxPrice">The highest price, included; null: any.</param>
/// <param name="Sort">The order.</param>
/// <param name="Skip">How many products stand before the page.</param>
/// <param name="Take">How many products the page has at most.</param>
public sealed record CatalogueQuery(
    string? Search, string? Category, decimal? MinPrice, decimal? MaxPrice, ProductSort Sort, int Skip, int Take);

/// <summary>By what, and which way. Products that are equal in it stand by their ids, so that every order is total.</summary>
public readonly record struct ProductSort(SortField Field, bool Descending);

/// <summary>By what products are sorted.</summary>
public enum SortField
{
    /// <summary>By name, whatever the case.</summary>
    Name,

    /// <summary>By the number of the price, whatever the currency.</summary>
    Price,

    /// <summary>By the time when they were added.</summary>
    Created,
}

/// <summary>A page of products.</summary>
/// <param name="Products">The products in the order asked for.</param>
/// <param name="Total">How many products match in all.</param>
public sealed record CataloguePage(IReadOnlyList<Product> Products, int Total);
