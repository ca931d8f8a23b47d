using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Requests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Payments.Apis;

/// <summary>What orders need; not for the public.</summary>
internal static class OrdersApi
{
    private const decimal MaxAmount = 1_000_000_000_000m;

    public static void MapOrdersApi(this WebApplication app)
    {
        var orders = app.MapGroup("/internal/v1/orders/{orderId:guid}").WithTags("Internal")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        orders.MapGet("", GetAsync).WithSummary("The money of an order").ProducesProblem(StatusCodes.Status404NotFound);
        orders.MapPost("/attempts/{attempt:int:min(1)}/charge", ChargeAsync).WithSummary("Charge an order once, whatever is repeated");
        orders.MapPost("/attempts/{attempt:int:min(1)}/void", VoidAsync).WithSummary("Give an attempt up unless it has charged");
        orders.MapPost("/refund", RefundAsync).WithSummary("Give back what was charged");
    }

    private static async Task<Results<Ok<PaymentStatement>, ProblemHttpResult>> GetAsync(
        Guid orderId, PaymentStore payments, CancellationToken cancellationToken) =>
        await payments.ReadAsync(orderId, cancellationToken) is { } ledger
            ? TypedResults.Ok(ledger.ToStatement())
            : Problems.NotFound("Nothing was paid for this order.");

    private static async Task<Results<Ok<ChargeResult>, ProblemHttpResult>> ChargeAsync(
        Guid orderId, int attempt, ChargeOrder request, PaymentProcess process, CancellationToken cancellationToken)
    {
        var validation = new Validation();
        validation.Require(request.Amount is > 0 and <= MaxAmount, "amount", $"Must be above 0 and at most {MaxAmount}.");
        validation.Require(!string.IsNullOrEmpty(request.Currency), "currency", "Must be a code of ISO 4217.");
        validation.Require(!string.IsNullOrEmpty(request.PaymentToken), "paymentToken", "Must not be empty.");
        if (validation.Failed(out var problem)) return problem;
        return Answer(await process.ChargeAsync(orderId, attempt, request, cancellationToken));
    }

    private static async Task<Results<Ok<ChargeResult>, ProblemHttpResult>> VoidAsync(
        Guid orderId, int attempt, PaymentProcess process, CancellationToken cancellationToken) =>
        Answer(await process.VoidAsync(orderId, attempt, cancellationToken));

    private static async Task<Ok<PaymentStatement>> RefundAsync(Guid orderId, PaymentProcess process, CancellationToken cancellationToken) =>
        TypedResults.Ok(await process.RefundAsync(orderId, cancellationToken));

    private static Results<Ok<ChargeResult>, ProblemHttpResult> Answer(ChargeOutcome? outcome) => outcome is { } ended
        ? TypedResults.Ok(new ChargeResult(ended))
        : Problems.Conflict("attempt_under_way", "Another attempt to charge this order has not ended.");
}
