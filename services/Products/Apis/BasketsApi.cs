using DaprShop.Contracts;
using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Products.Apis;

/// <summary>What baskets need; not for the public.</summary>
internal static class BasketsApi
{
    public static void MapBasketsApi(this WebApplication app) =>
        app.MapPost("/internal/v1/offers", OffersAsync).WithTags("Internal").WithSummary("Names, prices and stock as of now");

    private static async Task<Results<Ok<OfferList>, ProblemHttpResult>> OffersAsync(
        OfferLookup request, ProductCatalogue catalogue, IStockLedger stock, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(
            request.ProductIds is { Count: >= 1 and <= OrderLimits.MaxItems } ids && ids.Distinct().Count() == ids.Count, "productIds",
            $"Must have 1 to {OrderLimits.MaxItems} products, each once.");
        if (validation.Failed(out var problem)) return problem;
        var index = await catalogue.ReadAsync(cancellationToken);
        var products = request.ProductIds.Select(index.Find).OfType<Product>().ToList();
        var available = await stock.ReadAvailableAsync([.. products.Select(product => product.Id)], cancellationToken);
        return TypedResults.Ok(new OfferList([.. products.Select(product => new Offer(
            product.Id, product.Details.Name, product.Details.Price, product.Details.Currency, available[product.Id]))]));
    }
}
