using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.OpenApi;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Products.Apis;

/// <summary>The catalogue, for everybody to read and for the administrator to write.</summary>
internal static class ProductsApi
{
    private const string Path = "/api/v1/products";

    public static void MapProductsApi(this WebApplication app)
    {
        var products = app.MapGroup(Path).WithTags("Products").ProducesProblem(StatusCodes.Status400BadRequest);
        products.MapGet("", ListAsync).WithSummary("Search, filter and page through the catalogue");
        products.MapPost("", CreateAsync).WithSummary("Add a product").RequireAdministrator()
            .ProducesProblem(StatusCodes.Status403Forbidden);

        var product = products.MapGroup("/{id:guid}").ProducesProblem(StatusCodes.Status404NotFound);
        product.MapGet("", GetAsync).WithSummary("Get a product").Produces(StatusCodes.Status304NotModified);
        product.MapPut("", ReplaceAsync).WithSummary("Change a product").RequireAdministrator().WithIfMatch(required: true)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
        product.MapDelete("", RemoveAsync).WithSummary("Take a product out of the catalogue").RequireAdministrator().WithIfMatch(required: true)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
    }

    private static async Task<Results<Ok<Page<ProductItem>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ProductFilter filter, [AsParameters] PageRequest page, ProductCatalogue catalogue, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        page.Validate(validation);
        var query = filter.Validate(validation, page);
        if (validation.Failed(out var problem)) return problem;
        var found = (await catalogue.ReadAsync(cancellationToken)).Query(query!);
        return TypedResults.Ok(new Page<ProductItem>([.. found.Products.Select(ProductItem.Of)], page.Number, page.Size, found.Total));
    }

    private static async Task<Results<Ok<ProductResponse>, StatusCodeHttpResult, ProblemHttpResult>> GetAsync(
        Guid id, HttpContext http, ProductCatalogue catalogue, IStockLedger stock, CancellationToken cancellationToken)
    {
        var reading = stock.ReadAvailableAsync([id], cancellationToken);
        var product = (await catalogue.ReadAsync(cancellationToken)).Find(id);
        var available = (await reading)[id];
        if (product is null) return NoSuchProduct();
        var tag = ProductTag.Of(product, available);
        http.Response.SetETag(tag);
        if (http.Request.HasCurrent(tag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return TypedResults.Ok(ProductResponse.Of(product, available));
    }

    // The stock comes first: a product without stock would be seen, stock without a product is not.
    private static async Task<Results<Created<ProductResponse>, ProblemHttpResult>> CreateAsync(
        CreateProduct request, HttpContext http, ProductCatalogue catalogue, IStockLedger stock, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var validation = new Validation();
        var details = request.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var available = request.Stock!.Value;
        await stock.OpenAsync(id, available, cancellationToken);
        var product = await catalogue.AddAsync(id, details, cancellationToken);
        http.Response.SetETag(ProductTag.Of(product, available));
        return TypedResults.Created($"{Path}/{id}", ProductResponse.Of(product, available));
    }

    private static async Task<Results<Ok<ProductResponse>, ProblemHttpResult>> ReplaceAsync(
        Guid id, ReplaceProduct request, HttpContext http, ProductCatalogue catalogue, IStockLedger stock, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        var details = request.Validate(validation);
        if (validation.Failed(out var problem)) return problem;
        var decision = await catalogue.ReplaceAsync(id, revision => IsExpected(http, revision), details, cancellationToken);
        if (decision.Outcome != CatalogueOutcome.Done) return Refusal(http, decision);
        var left = request.Stock is { } counted
            ? (await stock.ApplyAsync(id, new SetAvailable(Guid.CreateVersion7(), counted, "Product changed"), cancellationToken))?.Balance.Available ?? 0
            : (await stock.ReadAvailableAsync([id], cancellationToken))[id];
        var product = decision.Product!;
        http.Response.SetETag(ProductTag.Of(product, left));
        return TypedResults.Ok(ProductResponse.Of(product, left));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid id, HttpContext http, ProductCatalogue catalogue, CancellationToken cancellationToken)
    {
        var decision = await catalogue.RemoveAsync(id, revision => IsExpected(http, revision), cancellationToken);
        if (decision.Outcome != CatalogueOutcome.Done) return Refusal(http, decision);
        return TypedResults.NoContent();
    }

    private static bool IsExpected(HttpContext http, int revision) =>
        http.Request.RequireMatch(tag => ProductTag.RevisionOf(tag) == revision) is null;

    private static ProblemHttpResult Refusal(HttpContext http, CatalogueDecision decision) =>
        decision.Outcome == CatalogueOutcome.NotFound
            ? NoSuchProduct()
            : http.Request.RequireMatch(_ => false) ?? throw new InvalidOperationException("A stale change that If-Match allows.");

    private static ProblemHttpResult NoSuchProduct() => Problems.NotFound("There is no such product in the catalogue.");
}
