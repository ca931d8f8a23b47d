using DaprShop.Baskets.Domain;
using DaprShop.Baskets.Processing;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.OpenApi;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Baskets.Apis;

/// <summary>What is in a customer's own basket; there is no way to that of another.</summary>
internal static class BasketApi
{
    public const string Path = "/api/v1/basket";

    public static void MapBasketApi(this WebApplication app)
    {
        var basket = app.MapGroup(Path).WithTags("Basket").RequireUser()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        basket.MapGet("", GetAsync).WithSummary("Get your basket, with prices and stock as of now");

        var changes = basket.MapGroup("").WithIfMatch(required: false)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed);
        changes.MapPut("", ReplaceAsync).WithSummary("Say what is in your basket");
        changes.MapDelete("", EmptyAsync).WithSummary("Empty your basket");
        changes.MapPost("/items", AddAsync).WithSummary("Put a product into your basket; quantities add up")
            .WithIdempotencyKey(required: false)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        changes.MapPost("/merge", MergeAsync).WithSummary("Put into your basket what you collected before you logged in")
            .WithDescription("Quantities add up. Repeat it with the same Idempotency-Key until it is answered: each merge is done once. "
                + "If it is refused, nothing is merged, so keep what you have. Products that have left the catalogue are taken along.")
            .WithIdempotencyKey(required: true)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<Ok<BasketResponse>> GetAsync(HttpContext http, BasketProcess process, CancellationToken cancellationToken) =>
        Answer(http, await process.ReadAsync(http.User.UserId(), cancellationToken));

    private static async Task<Results<Ok<BasketResponse>, ProblemHttpResult>> ReplaceAsync(
        BasketBody body, HttpContext http, BasketProcess process, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        var items = ItemBody.ValidateList(body.Items, minItems: 0, validation);
        if (validation.Failed(out var problem)) return problem;
        var unknown = await process.FindUnknownAsync(http.User.UserId(), items, cancellationToken);
        for (var i = 0; i < items.Count; i++) RequireKnown(validation, unknown, items[i], $"items[{i}].productId");
        if (validation.Failed(out problem)) return problem;
        return await ChangeAsync(http, process, new BasketChange.Replace(Guid.CreateVersion7(), items), cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EmptyAsync(
        HttpContext http, BasketProcess process, CancellationToken cancellationToken)
    {
        var change = new BasketChange.Replace(Guid.CreateVersion7(), []);
        var outcome = await process.ChangeAsync(http.Customer(), change, http.IsExpected, cancellationToken);
        return outcome is BasketOutcome.Done ? TypedResults.NoContent() : ToProblem(http, outcome);
    }

    private static async Task<Results<Ok<BasketResponse>, ProblemHttpResult>> AddAsync(
        ItemBody body, HttpContext http, BasketProcess process, CancellationToken cancellationToken)
    {
        var (key, problem) = http.Request.OptionalIdempotencyKeyOf();
        if (problem is not null) return problem;
        var validation = new Validation();
        var item = ItemBody.Validate(body, "", validation);
        if (validation.Failed(out problem)) return problem;
        RequireKnown(validation, await process.FindUnknownAsync(http.User.UserId(), [item], cancellationToken), item, "productId");
        if (validation.Failed(out problem)) return problem;
        return await ChangeAsync(http, process, Add(key, [item]), cancellationToken);
    }

    private static async Task<Results<Ok<BasketResponse>, ProblemHttpResult>> MergeAsync(
        MergeBody body, HttpContext http, BasketProcess process, CancellationToken cancellationToken)
    {
        var (key, problem) = http.Request.IdempotencyKeyOf();
        if (problem is not null) return problem;
        var validation = new Validation();
        var items = ItemBody.ValidateList(body.Items, minItems: 1, validation);
        if (validation.Failed(out problem)) return problem;
        return await ChangeAsync(http, process, Add(key, items), cancellationToken);
    }

    private static BasketChange.Add Add(string? key, IReadOnlyList<OrderItem> items) => new(
        Guid.CreateVersion7(), key is null ? null : new SeenRequest(BasketRequest.HashOf(key), BasketRequest.HashOf(items)), items);

    private static void RequireKnown(Validation validation, IReadOnlySet<Guid> unknown, OrderItem item, string field) =>
        validation.Require(!unknown.Contains(item.ProductId), field, "There is no such product.");

    private static async Task<Results<Ok<BasketResponse>, ProblemHttpResult>> ChangeAsync(
        HttpContext http, BasketProcess process, BasketChange change, CancellationToken cancellationToken)
    {
        var outcome = await process.ChangeAsync(http.Customer(), change, http.IsExpected, cancellationToken);
        return outcome is BasketOutcome.Done { Basket: var basket }
            ? Answer(http, await process.PriceAsync(basket, cancellationToken))
            : ToProblem(http, outcome);
    }

    private static Ok<BasketResponse> Answer(HttpContext http, PricedBasket priced)
    {
        http.SetVersion(priced.Basket.Version);
        return TypedResults.Ok(BasketResponse.Of(priced));
    }

    private static ProblemHttpResult ToProblem(HttpContext http, BasketOutcome outcome) => outcome switch
    {
        BasketOutcome.Stale => http.Stale(),
        BasketOutcome.KeyReused => BasketRequest.KeyReused(),
        BasketOutcome.TooManyItems => Problems.Conflict("basket_full",
            $"A basket holds at most {OrderLimits.MaxItems} products. Nothing was changed."),
        BasketOutcome.TooManyPieces tooMany => Problems.Create(StatusCodes.Status409Conflict, "too_many_pieces",
            $"A basket holds at most {OrderLimits.MaxQuantity} pieces of a product. Nothing was changed.",
            new KeyValuePair<string, object?>("productIds", tooMany.ProductIds)),
        BasketOutcome.CheckoutUnderWay => Problems.Conflict("checkout_under_way", "An order is being made of this basket. Try again."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };
}
