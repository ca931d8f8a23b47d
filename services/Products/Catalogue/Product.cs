namespace DaprShop.Products.Catalogue;

/// <summary>A product as the catalogue has it; its stock is kept elsewhere.</summary>
/// <param name="Id">A UUIDv7.</param>
/// <param name="Revision">How often it was written, from 1.</param>
/// <param name="Details">What an administrator says about it.</param>
/// <param name="CreatedAt">When it was added, UTC.</param>
/// <param name="UpdatedAt">When it was written last, UTC.</param>
public sealed record Product(Guid Id, int Revision, ProductDetails Details, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What an administrator says about a product.</summary>
/// <param name="Name">1 to <see cref="MaxNameLength"/> characters.</param>
/// <param name="Description">Up to <see cref="MaxDescriptionLength"/> characters.</param>
/// <param name="Category">1 to <see cref="MaxCategoryLength"/> characters; filters regard no case.</param>
/// <param name="Price">Above 0, up to <see cref="MaxPrice"/>, at most two decimals.</param>
/// <param name="Currency">An ISO 4217 code.</param>
public sealed record ProductDetails(string Name, string Description, string Category, decimal Price, string Currency)
{
    public const int MaxNameLength = 200;
    public const int MaxDescriptionLength = 2000;
    public const int MaxCategoryLength = 64;

    /// <summary>A hundred lines of a thousand pieces at this price are exact even where a backend keeps numbers as doubles.</summary>
    public const decimal MaxPrice = 1_000_000m;
}
