using Microsoft.AspNetCore.Mvc;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>The page that a caller asks for: <c>?page=1&amp;pageSize=20</c>. Bind it with <c>[AsParameters]</c>.</summary>
/// <param name="Page">From 1 to <see cref="MaxPage"/>; 1 if not given.</param>
/// <param name="PageSize">From 1 to <see cref="MaxPageSize"/>; <see cref="DefaultPageSize"/> if not given.</param>
public readonly record struct PageRequest([FromQuery] int? Page, [FromQuery] int? PageSize)
{
    /// <summary>The highest page number.</summary>
    public const int MaxPage = 1_000_000;

    /// <summary>The most items of a page.</summary>
    public const int MaxPageSize = 100;

    /// <summary>The items of a page when the caller does not say.</summary>
    public const int DefaultPageSize = 20;

    /// <summary>The page's number, from 1.</summary>
    public int Number => Page ?? 1;

    /// <summary>The number of items of a page.</summary>
    public int Size => PageSize ?? DefaultPageSize;

    /// <summary>How many items stand before the page.</summary>
    public int Skip => (Number - 1) * Size;

    /// <summary>Notes what is out of range.</summary>
    public void Validate(Validation validation)
    {
        validation.Require(Number is >= 1 and <= MaxPage, "page", $"Must be 1 to {MaxPage}.");
        validation.Require(Size is >= 1 and <= MaxPageSize, "pageSize", $"Must be 1 to {MaxPageSize}.");
    }
}
