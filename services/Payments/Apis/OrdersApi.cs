using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Payments.Apis;

/// <summary>What orders need; not for the public.</summary>
internal static class OrdersApi
{
    private const decimal MaxAmount = 1_000_000_000_000m;
    private const int MaxTokenLength = 200;

    public static void MapOrdersApi(this WebApplication app)
    {
        var orders = app.MapGroup("/internal/v1/orders/{orderId:guid}").WithTags("Internal")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        orders.MapGet("", GetAsync).WithSummary("The money of an order; none if nobody ever tried to pay it");
        orders.MapPost("/refund", RefundAsync).WithSummary("Give back what was taken").ProducesProblem(StatusCodes.Status409Conflict);

        var attempt = orders.MapGroup("/attempts/{attempt:int:min(1)}").ProducesProblem(StatusCodes.Status409Conflict);
        attempt.MapPost("/authorise", AuthoriseAsync).WithSummary("Hold the money on a card once, whatever is repeated");
        attempt.MapPost("/capture", CaptureAsync).WithSummary("Take the money that is held once, whatever is repeated");
        attempt.MapPost("/void", VoidAsync).WithSummary("Let go of what is held, and give the attempt up");
    }

    private static async Task<Ok<PaymentStatement>> GetAsync(Guid orderId, PaymentStore payments, CancellationToken cancellationToken) =>
        TypedResults.Ok((await payments.ReadAsync(orderId, cancellationToken)).ToStatement());

    private static async Task<Results<Ok<PaymentResult>, ProblemHttpResult>> AuthoriseAsync(
        Guid orderId, int attempt, AuthorisePayment request, PaymentProcess process, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(request.Amount is > 0 and <= MaxAmount, "amount", $"Must be above 0 and at most {MaxAmount}.");
        validation.Require(request.Currency is { Length: 3 } currency && currency.All(char.IsAsciiLetterUpper), "currency", "Must be a code of ISO 4217.");
        validation.Require(request.PaymentToken is { Length: >= 1 and <= MaxTokenLength }, "paymentToken", $"Must have 1 to {MaxTokenLength} characters.");
        if (validation.Failed(out var problem)) return problem;
        return Answer(await process.AuthoriseAsync(orderId, attempt, request, cancellationToken));
    }

    private static async Task<Results<Ok<PaymentResult>, ProblemHttpResult>> CaptureAsync(
        Guid orderId, int attempt, PaymentProcess process, CancellationToken cancellationToken) =>
        Answer(await process.CaptureAsync(orderId, attempt, cancellationToken));

    private static async Task<Results<Ok<PaymentResult>, ProblemHttpResult>> VoidAsync(
        Guid orderId, int attempt, PaymentProcess process, CancellationToken cancellationToken) =>
        Answer(await process.VoidAsync(orderId, attempt, cancellationToken));

    private static async Task<Results<Ok<PaymentStatement>, ProblemHttpResult>> RefundAsync(
        Guid orderId, PaymentProcess process, CancellationToken cancellationToken) =>
        await process.RefundAsync(orderId, cancellationToken) is { } statement ? TypedResults.Ok(statement) : UnderWay();

    private static Results<Ok<PaymentResult>, ProblemHttpResult> Answer(PaymentOutcome? outcome) =>
        outcome is { } known ? TypedResults.Ok(new PaymentResult(known)) : UnderWay();

    private static ProblemHttpResult UnderWay() => Problems.Conflict(
        "attempt_under_way", "This does not fit where the attempts to pay this order stand. Repeat the step before it.");
}
