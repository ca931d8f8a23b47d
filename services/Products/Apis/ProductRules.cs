using DaprShop.Products.Catalogue;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Products.Apis;

/// <summary>What a product must be like.</summary>
internal static class ProductRules
{
    /// <summary>Judges what an administrator says about a product.</summary>
    /// <returns>The details; to be used only if <paramref name="validation"/> found nothing.</returns>
    public static ProductDetails Details(
        Validation validation, string? name, string? description, string? category, decimal? price, string? currency)
    {
        validation.RequireLine(name, "name", ProductDetails.MaxNameLength);
        validation.RequireLine(category, "category", ProductDetails.MaxCategoryLength);
        validation.Require(description is null || IsText(description, ProductDetails.MaxDescriptionLength), "description",
            $"Must have at most {ProductDetails.MaxDescriptionLength} characters, and no control characters but line breaks and tabs.");
        validation.Require(price is > 0 and <= ProductDetails.MaxPrice, "price", $"Must be above 0 and at most {ProductDetails.MaxPrice}.");
        validation.Require(currency is not null && CurrencyCodes.IsKnown(currency), "currency", "Must be a code of ISO 4217, such as EUR.");
        return new ProductDetails(name?.Trim() ?? "", description ?? "", category?.Trim() ?? "", price ?? 0, currency ?? "");
    }

    private static bool IsText(string text, int maxLength) =>
        text.Length <= maxLength && !text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t'));
}
