using System.Text.Json.Serialization;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>One page of a list.</summary>
/// <param name="Items">The items of this page, at most <paramref name="PageSize"/>.</param>
/// <param name="Number">The page's number, from 1; <c>page</c> in JSON.</param>
/// <param name="PageSize">How many items a page has at most.</param>
/// <param name="Total">How many items the whole list has.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    [property: JsonPropertyName("page")] int Number,
    int PageSize,
    int Total);
