using System.Text.Json;
using DaprShop.Baskets.Domain;
using DaprShop.Baskets.Processing;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.OpenApi;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Baskets.Apis;

/// <summary>The way from a basket to an order.</summary>
internal static class CheckoutApi
{
    // The members of a problem that say something of this answer, not of the order.
    private static readonly string[] OwnMembers = ["type", "title", "status", "detail", "instance", "code", "traceId"];

    // Nobody knows how long the shop is closed; so often one may ask.
    private const string ClosedRetryAfterSeconds = "60";

    public static void MapCheckoutApi(this WebApplication app) =>
        app.MapPost($"{BasketApi.Path}/checkout", CheckOutAsync).WithTags("Basket").RequireUser()
            .WithSummary("Order what is in your basket; repeat it with the same Idempotency-Key if the answer is lost")
            .WithDescription("Answers as POST /api/v1/orders does, and empties the basket when the order stands. However often and with "
                + "whichever keys it is sent at once, one order comes of it. With If-Match, what is ordered is what was shown, and "
                + "a request that comes when that has been ordered already is answered with the same order. A refusal keeps the basket. "
                + "While an operator has closed the checkout, whoever would begin one is answered 503 checkout_maintenance.")
            .WithIdempotencyKey(required: true)
            .WithIfMatch(required: false)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<JsonElement>, ProblemHttpResult>> CheckOutAsync(
        CheckoutBody body, HttpContext http, CheckoutProcess process, CancellationToken cancellationToken)
    {
        var (key, problem) = http.Request.IdempotencyKeyOf();
        if (problem is not null) return problem;
        var validation = new Validation();
        var address = AddressBody.Validate(body.ShippingAddress, "shippingAddress", validation);
        if (validation.Failed(out problem)) return problem;
        var request = new CheckoutRequest(BasketRequest.HashOf(key), address, http.IsExpected, Guid.CreateVersion7());
        var outcome = await process.CheckOutAsync(http.Customer(), request, cancellationToken);
        return outcome is CheckoutOutcome.Answered { Answer: { IsRejected: false } answer }
            ? TypedResults.Created($"/api/v1/orders/{answer.OrderId}", JsonElement.Parse(answer.Body))
            : ToProblem(http, outcome);
    }

    private static ProblemHttpResult ToProblem(HttpContext http, CheckoutOutcome outcome) => outcome switch
    {
        CheckoutOutcome.Answered { Answer: var answer } => AsOrdersSays(JsonElement.Parse(answer.Body)),
        CheckoutOutcome.Refused refused => Problems.Create(StatusCodes.Status409Conflict, "basket_refused",
            "The basket cannot be ordered as it is.", new KeyValuePair<string, object?>("errors", refused.Errors)),
        CheckoutOutcome.NotNow notNow => NotNow(http, notNow),
        CheckoutOutcome.Superseded => Problems.Conflict("checkout_superseded",
            "An earlier try to check out has become an order. Look at your orders, and check out again if you want another one."),
        CheckoutOutcome.Empty { LastOrderId: { } orderId } => Problems.Create(StatusCodes.Status409Conflict, "basket_empty",
            "There is nothing in the basket since it was ordered.", new KeyValuePair<string, object?>("orderId", orderId)),
        CheckoutOutcome.Empty => Problems.Conflict("basket_empty", "There is nothing in the basket."),
        CheckoutOutcome.Stale => http.Stale(),
        CheckoutOutcome.OtherUnderWay => Problems.Conflict("checkout_under_way", "The basket is being ordered by another request. Look at it again."),
        CheckoutOutcome.Closed => Closed(http),
        CheckoutOutcome.KeyReused => BasketRequest.KeyReused(),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    private static ProblemHttpResult Closed(HttpContext http)
    {
        http.Response.Headers.RetryAfter = ClosedRetryAfterSeconds;
        return Problems.Create(StatusCodes.Status503ServiceUnavailable, "checkout_maintenance",
            "The shop takes no orders at the moment. Your basket is kept: try again later.");
    }

    private static ProblemHttpResult NotNow(HttpContext http, CheckoutOutcome.NotNow outcome)
    {
        if (outcome.RetryAfter is { } retryAfter) http.Response.Headers.RetryAfter = retryAfter;
        return AsOrdersSays(JsonElement.Parse(outcome.Problem));
    }

    private static ProblemHttpResult AsOrdersSays(JsonElement problem)
    {
        var members = problem.EnumerateObject()
            .Where(member => !OwnMembers.Contains(member.Name))
            .Select(member => new KeyValuePair<string, object?>(member.Name, member.Value));
        return Problems.Create(StatusCodes.Status409Conflict,
            problem.GetProperty("code").GetString() ?? "", problem.GetProperty("detail").GetString() ?? "", [.. members]);
    }
}
