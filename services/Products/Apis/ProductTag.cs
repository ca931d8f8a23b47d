using System.Globalization;
using DaprShop.Products.Catalogue;

namespace DaprShop.Products.Apis;

/// <summary>
/// The ETag of a product, <c>revision.stock</c>. A reader compares the whole, since the stock is part of what is shown; a
/// writer the revision alone, so that a sale does not refuse an edit.
/// </summary>
internal static class ProductTag
{
    public static string Of(Product product, long available) => $"{product.Revision}.{available}";

    /// <summary>The revision in a tag; null if it is none of ours.</summary>
    public static int? RevisionOf(string tag)
    {
        var parts = tag.Split('.');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? revision : null;
    }
}
