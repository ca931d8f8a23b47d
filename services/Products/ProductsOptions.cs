namespace DaprShop.Products;

/// <summary>The Dapr components of this service; section <c>Products</c> of the configuration.</summary>
public sealed class ProductsOptions
{
    /// <summary>The state component that holds the catalogue and the stock.</summary>
    public string StateStore { get; init; } = "products-state";
}
