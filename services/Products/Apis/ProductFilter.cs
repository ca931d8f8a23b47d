using System.Globalization;
using DaprShop.Products.Catalogue;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Mvc;

namespace DaprShop.Products.Apis;

/// <summary>The query of the product list.</summary>
/// <param name="Search">Words, up to 200 characters; each must begin a word of the name, the description or the category.</param>
/// <param name="Category">A category, whatever the case.</param>
/// <param name="MinPrice">The lowest price.</param>
/// <param name="MaxPrice">The highest price.</param>
/// <param name="Sort"><c>name</c> (the default), <c>price</c> or <c>created</c>; with <c>-</c> before it, the other way round.</param>
internal readonly record struct ProductFilter(
    [FromQuery] string? Search, [FromQuery] string? Category, [FromQuery] string? MinPrice, [FromQuery] string? MaxPrice,
    [FromQuery] string? Sort)
{
    private const int MaxSearchLength = 200;

    /// <summary>Judges the query.</summary>
    /// <returns>The query; to be used only if <paramref name="validation"/> found nothing.</returns>
    public CatalogueQuery Validate(Validation validation, PageRequest page)
    {
        validation.Require(Search is null || Search.Length <= MaxSearchLength, "search", $"Must have at most {MaxSearchLength} characters.");
        validation.Require(Category is null || Category.Length <= ProductDetails.MaxCategoryLength, "category",
            $"Must have at most {ProductDetails.MaxCategoryLength} characters.");
        var min = Amount(validation, MinPrice, "minPrice");
        var max = Amount(validation, MaxPrice, "maxPrice");
        validation.Require(min is null || max is null || min <= max, "maxPrice", "Must not be below minPrice.");
        var sort = SortOf(Sort ?? "name");
        validation.Require(sort is not null, "sort", "Must be name, price or created, or one of them with - before it.");
        return new CatalogueQuery(Search, Category is "" ? null : Category, min, max, sort ?? default, page.Skip, page.Size);
    }

    private static decimal? Amount(Validation validation, string? text, string field)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var isAmount = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount);
        return validation.Require(isAmount, field, "Must be a number from 0 on.") ? amount : null;
    }

    private static ProductSort? SortOf(string text) => text switch
    {
        "name" => new ProductSort(SortField.Name, Descending: false),
        "-name" => new ProductSort(SortField.Name, Descending: true),
        "price" => new ProductSort(SortField.Price, Descending: false),
        "-price" => new ProductSort(SortField.Price, Descending: true),
        "created" => new ProductSort(SortField.Created, Descending: false),
        "-created" => new ProductSort(SortField.Created, Descending: true),
        _ => null,
    };
}
