using System.Globalization;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.Orders.Apis;

/// <summary>The problems that an outcome other than <see cref="OrderOutcome.Done"/> is answered with.</summary>
internal static class OrderResults
{
    /// <summary>The problem; what can be asked again later says in <c>Retry-After</c> when.</summary>
    public static ProblemHttpResult ToProblem(this OrderOutcome outcome, HttpResponse response)
    {
        if (RetryAfterOf(outcome) is { } retryAfter)
            response.Headers.RetryAfter = Math.Ceiling(retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return outcome.ToProblem();
    }

    public static ProblemHttpResult NoSuchOrder() => Problems.NotFound("You have no such order.");

    private static TimeSpan? RetryAfterOf(OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.TooMuchUnpaid refused => refused.Refusal.RetryAfter,
        OrderOutcome.TooManyDeclined declined => declined.RetryAfter,
        _ => null,
    };

    private static ProblemHttpResult ToProblem(this OrderOutcome outcome) => outcome switch
    {
        OrderOutcome.NotFound => NoSuchOrder(),
        OrderOutcome.Invalid invalid => Problems.Invalid(invalid.Errors.ToDictionary(error => error.Key, error => new[] { error.Value })),
        OrderOutcome.KeyReused => Problems.Create(StatusCodes.Status422UnprocessableEntity, "idempotency_key_reused",
            "This Idempotency-Key was used for another order. Use a new one."),
        OrderOutcome.OutOfStock refused => InsufficientStock(refused),
        OrderOutcome.Declined => Problems.Create(StatusCodes.Status402PaymentRequired, "payment_declined",
            "The card was declined. Try another one."),
        OrderOutcome.TooMuchUnpaid refused => UnpaidProblems.Of(refused),
        OrderOutcome.TooManyDeclined => Problems.Create(StatusCodes.Status429TooManyRequests, "too_many_declined_cards",
            "Too many cards were declined. Wait a while before you try another one."),
        OrderOutcome.PaymentGivenUp => Problems.Conflict("payment_given_up",
            "The order was changed while it was being paid, and nothing was charged. Look at it and pay again."),
        OrderOutcome.WrongState wrong => Problems.Create(StatusCodes.Status409Conflict, "wrong_state",
            $"The order is {OrderTransitions.StatusOf(wrong.Order.State)}, and does not allow that.",
            new KeyValuePair<string, object?>("orderStatus", OrderTransitions.StatusOf(wrong.Order.State)?.ToString())),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, null),
    };

    private static ProblemHttpResult InsufficientStock(OrderOutcome.OutOfStock refused) => Problems.Create(
        StatusCodes.Status409Conflict, "insufficient_stock",
        $"There is not enough of: {string.Join(", ", refused.Lines.Select(line => line.Name))}.",
        new KeyValuePair<string, object?>("orderId", refused.Order.Id),
        new KeyValuePair<string, object?>("productId", refused.Lines[0].ProductId),
        new KeyValuePair<string, object?>("productIds", refused.Lines.Select(line => line.ProductId)));
}
