using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Products.Apis;

/// <summary>A new product.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">Up to 2000 characters; may be left out.</param>
/// <param name="Category">1 to 64 characters.</param>
/// <param name="Price">Above 0, up to 1,000,000, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Stock">The first pieces, 0 to 1,000,000,000.</param>
internal sealed record CreateProduct(string? Name, string? Description, string? Category, decimal? Price, string? Currency, long? Stock)
{
    public ProductDetails Validate(Validation validation)
    {
        validation.Require(Stock is >= 0 and <= StockAccount.MaxAvailable, "stock", $"Must be 0 to {StockAccount.MaxAvailable}.");
        return ProductRules.Details(validation, Name, Description, Category, Price, Currency);
    }
}

/// <summary>A product as it is to be.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Description">Up to 2000 characters; may be left out.</param>
/// <param name="Category">1 to 64 characters.</param>
/// <param name="Price">Above 0, up to 1,000,000, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
/// <param name="Stock">A count of what is available now, 0 to 1,000,000,000; left out, the stock stays.</param>
internal sealed record ReplaceProduct(string? Name, string? Description, string? Category, decimal? Price, string? Currency, long? Stock)
{
    public ProductDetails Validate(Validation validation)
    {
        validation.Require(Stock is null or (>= 0 and <= StockAccount.MaxAvailable), "stock", $"Must be 0 to {StockAccount.MaxAvailable}.");
        return ProductRules.Details(validation, Name, Description, Category, Price, Currency);
    }
}

/// <summary>A product and what of it can be bought now.</summary>
internal sealed record ProductResponse(
    Guid Id, string Name, string Description, string Category, decimal Price, string Currency, long Stock,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ProductResponse Of(Product product, long available) => new(
        product.Id, product.Details.Name, product.Details.Description, product.Details.Category, product.Details.Price,
        product.Details.Currency, available, product.CreatedAt, product.UpdatedAt);
}

/// <summary>A product in a list. Its stock, which changes with every sale, comes with the product itself.</summary>
internal sealed record ProductItem(
    Guid Id, string Name, string Description, string Category, decimal Price, string Currency,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static ProductItem Of(Product product) => new(
        product.Id, product.Details.Name, product.Details.Description, product.Details.Category, product.Details.Price,
        product.Details.Currency, product.CreatedAt, product.UpdatedAt);
}
