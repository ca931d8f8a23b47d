using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DaprShop.Products.Apis;

/// <summary>Stock, for the administrator.</summary>
internal static class StockApi
{
    public static void MapStockApi(this WebApplication app)
    {
        var stock = app.MapGroup("/api/v1/products/{id:guid}/stock").WithTags("Stock").RequireAdministrator()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
        stock.MapGet("", GetAsync).WithSummary("Get the balance and a page of the ledger");
        stock.MapPost("", AdjustAsync).WithSummary("Add pieces, or take some away")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<StockStatement>, ProblemHttpResult>> GetAsync(
        Guid id, [FromQuery] int? page, IStockLedger stock, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(page is null or >= 1, "page", "Must be 1 or more.");
        if (validation.Failed(out var problem)) return problem;
        var reading = await stock.ReadAsync(id, page, cancellationToken);
        if (reading is null) return NoSuchProduct();
        validation.Require(reading.Entries is not null, "page", $"Must be 1 to {reading.Pages}.");
        if (validation.Failed(out problem)) return problem;
        return TypedResults.Ok(StockStatement.Of(reading, page ?? reading.Pages));
    }

    private static async Task<Results<Ok<StockBalance>, ProblemHttpResult>> AdjustAsync(
        Guid id, AdjustStock request, IStockLedger stock, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        request.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        var adjust = new Adjust(Guid.CreateVersion7(), request.Delta!.Value, request.Reason!);
        var response = await stock.ApplyAsync(id, adjust, cancellationToken);
        return response switch
        {
            null => NoSuchProduct(),
            { Outcome: StockOutcome.Insufficient } => Problems.Conflict("insufficient_stock",
                $"Only {response.Balance.Available} pieces are available."),
            { Outcome: StockOutcome.Excessive } => Problems.Conflict("excessive_stock",
                $"At most {StockAccount.MaxAvailable} pieces may be available."),
            _ => TypedResults.Ok(response.Balance),
        };
    }

    private static ProblemHttpResult NoSuchProduct() => Problems.NotFound("There is no such product.");
}

/// <summary>Pieces that came in or went, other than by orders.</summary>
/// <param name="Delta">By how much the available pieces change: -1,000,000,000 to 1,000,000,000, not 0.</param>
/// <param name="Reason">Why, in 1 to 200 characters.</param>
internal sealed record AdjustStock(long? Delta, string? Reason)
{
    private const int MaxReasonLength = 200;

    public void Validate(Validation validation)
    {
        validation.Require(Delta is not (null or 0) and >= -StockAccount.MaxAvailable and <= StockAccount.MaxAvailable, "delta",
            $"Must be -{StockAccount.MaxAvailable} to {StockAccount.MaxAvailable}, and not 0.");
        validation.RequireLine(Reason, "reason", MaxReasonLength);
    }
}

/// <summary>The pieces of a product, and how it came to that.</summary>
/// <param name="Available">What can be bought.</param>
/// <param name="Reserved">What is set aside for orders.</param>
/// <param name="Sold">What orders have paid for.</param>
/// <param name="Entries">A page of the ledger; the sums over all pages are the balance.</param>
/// <param name="Page">The page's number, from 1, the oldest.</param>
/// <param name="Pages">How many pages there are; the last one grows, and is shown unless another is asked for.</param>
internal sealed record StockStatement(
    long Available, long Reserved, long Sold, IReadOnlyList<LedgerEntry> Entries, int Page, int Pages)
{
    public static StockStatement Of(StockReading reading, int page) =>
        new(reading.Balance!.Available, reading.Balance.Reserved, reading.Balance.Sold, reading.Entries!, page, reading.Pages);
}
