using DaprShop.Contracts;
using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Products.Apis;

/// <summary>What orders need; not for the public.</summary>
internal static class OrdersApi
{
    private const int MaxProducts = 200;

    public static void MapOrdersApi(this WebApplication app)
    {
        var orders = app.MapGroup("/internal/v1").WithTags("Internal");
        orders.MapPost("/prices", PricesAsync).WithSummary("Names and prices as of now");
        orders.MapPost("/orders/{orderId:guid}/reserve", ReserveAsync).WithSummary("Reserve stock for an order");
        orders.MapPost("/orders/{orderId:guid}/release", ReleaseAsync).WithSummary("Give back what an order holds");
        orders.MapPost("/orders/{orderId:guid}/commit", CommitAsync).WithSummary("Sell what an order has reserved");
    }

    private static async Task<Results<Ok<PriceList>, ProblemHttpResult>> PricesAsync(
        PriceLookup request, ProductCatalogue catalogue, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        Require(validation, request.ProductIds, "productIds");
        if (validation.Failed(out var problem)) return problem;
        var index = await catalogue.ReadAsync(cancellationToken);
        return TypedResults.Ok(new PriceList([.. request.ProductIds.Select(index.Find).OfType<Product>().Select(product =>
            new PricedProduct(product.Id, product.Details.Name, product.Details.Price, product.Details.Currency))]));
    }

    private static async Task<Results<Ok<StockResult>, ProblemHttpResult>> ReserveAsync(
        Guid orderId, ReserveStock request, IStockLedger stock, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(request.Revision >= 1, "revision", "Must be 1 or more.");
        Require(validation, request.Items?.Select(item => item.ProductId).ToList(), "items");
        validation.Require(request.Items?.All(item => item.Quantity is >= 1 and <= OrderLimits.MaxQuantity) ?? true, "items", $"Quantities must be 1 to {OrderLimits.MaxQuantity}.");
        if (validation.Failed(out var problem)) return problem;
        return TypedResults.Ok(await ApplyAsync(stock, request.Items!.Select(item =>
            (item.ProductId, (StockMovement)new Reserve(orderId, request.Revision, item.Quantity))), cancellationToken));
    }

    private static Task<Results<Ok<StockResult>, ProblemHttpResult>> ReleaseAsync(
        Guid orderId, ReleaseStock request, IStockLedger stock, CancellationToken cancellationToken) =>
        ApplyToAllAsync(stock, request.ProductIds, request.Revision, new Release(orderId, request.Revision), cancellationToken);

    private static Task<Results<Ok<StockResult>, ProblemHttpResult>> CommitAsync(
        Guid orderId, CommitStock request, IStockLedger stock, CancellationToken cancellationToken) =>
        ApplyToAllAsync(stock, request.ProductIds, request.Revision, new Commit(orderId, request.Revision), cancellationToken);

    private static async Task<Results<Ok<StockResult>, ProblemHttpResult>> ApplyToAllAsync(
        IStockLedger stock, IReadOnlyList<Guid>? productIds, int revision, StockMovement movement, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(revision >= 1, "revision", "Must be 1 or more.");
        Require(validation, productIds, "productIds");
        if (validation.Failed(out var problem)) return problem;
        return TypedResults.Ok(await ApplyAsync(stock, productIds!.Select(id => (id, movement)), cancellationToken));
    }

    // A product without an account has nothing to sell, and nothing to give back.
    private static async Task<StockResult> ApplyAsync(
        IStockLedger stock, IEnumerable<(Guid ProductId, StockMovement Movement)> movements, CancellationToken cancellationToken)
    {
        var refused = await Task.WhenAll(movements.Select(async one =>
        {
            var response = await stock.ApplyAsync(one.ProductId, one.Movement, cancellationToken);
            return response is { Outcome: StockOutcome.Done } || (response is null && one.Movement is Release) ? (Guid?)null : one.ProductId;
        }));
        return new StockResult([.. refused.OfType<Guid>()]);
    }

    private static void Require(Validation validation, IReadOnlyList<Guid>? productIds, string field)
    {
        var isSet = productIds is not null && productIds.Distinct().Count() == productIds.Count;
        validation.Require(isSet && productIds!.Count is >= 1 and <= MaxProducts, field, $"Must have 1 to {MaxProducts} products, each once.");
    }
}
