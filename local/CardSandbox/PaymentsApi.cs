using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace DaprShop.CardSandbox;

/// <summary>
/// The processor's API. Merchants choose the references, so that they can void what they never got an answer for; every POST
/// has an <c>Idempotency-Key</c>. An answer has the payment as its body, a problem has none.
/// </summary>
internal static class PaymentsApi
{
    private const int MaxNameLength = 128;

    public static void MapPayments(this WebApplication app)
    {
        var payment = app.MapGroup($"/v1/payments/{{reference:maxlength({MaxNameLength})}}")
            .AddEndpointFilter(app.Services.GetRequiredService<ApiKey>());
        payment.MapGet("", Get);
        payment.MapPost("/authorise", AuthoriseAsync);
        payment.MapPost("/capture", Capture);
        payment.MapPost("/void", Void);
        payment.MapPost("/refund", Refund);
    }

    private static Results<Ok<CardPayment>, ProblemHttpResult> Get(string reference, Processor processor) =>
        processor.Find(reference) is { } payment ? TypedResults.Ok(payment) : Problem(StatusCodes.Status404NotFound);

    private static async Task<Results<JsonHttpResult<CardPayment>, ProblemHttpResult>> AuthoriseAsync(
        string reference, AuthoriseRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, Processor processor,
        CancellationToken cancellationToken) =>
        IsUsable(key) && request.IsValid
            ? ToResult(await processor.AuthoriseAsync(key!, reference, request, cancellationToken))
            : Problem(StatusCodes.Status400BadRequest);

    private static Results<JsonHttpResult<CardPayment>, ProblemHttpResult> Capture(
        string reference, AmountRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, Processor processor) =>
        IsUsable(key) && request.IsValid ? ToResult(processor.Capture(key!, reference, request)) : Problem(StatusCodes.Status400BadRequest);

    private static Results<JsonHttpResult<CardPayment>, ProblemHttpResult> Void(
        string reference, [FromHeader(Name = "Idempotency-Key")] string? key, Processor processor) =>
        IsUsable(key) ? ToResult(processor.Void(key!, reference)) : Problem(StatusCodes.Status400BadRequest);

    private static Results<JsonHttpResult<CardPayment>, ProblemHttpResult> Refund(
        string reference, AmountRequest request, [FromHeader(Name = "Idempotency-Key")] string? key, Processor processor) =>
        IsUsable(key) && request.IsValid ? ToResult(processor.Refund(key!, reference, request)) : Problem(StatusCodes.Status400BadRequest);

    private static bool IsUsable(string? key) =>
        key is { Length: >= 1 and <= MaxNameLength } && key.All(character => character is > ' ' and <= '~');

    private static Results<JsonHttpResult<CardPayment>, ProblemHttpResult> ToResult(Answer answer) => answer.Payment is { } payment
        ? TypedResults.Json(payment, statusCode: answer.StatusCode)
        : Problem(answer.StatusCode);

    private static ProblemHttpResult Problem(int status) => TypedResults.Problem(statusCode: status, detail: status switch
    {
        StatusCodes.Status400BadRequest => "Send an Idempotency-Key, an amount above 0 with at most two decimals, a currency of three capital letters, and a token to authorise.",
        StatusCodes.Status404NotFound => "There is no such payment.",
        StatusCodes.Status422UnprocessableEntity => "This Idempotency-Key was used for another request.",
        StatusCodes.Status503ServiceUnavailable => "Nothing was done. Try again.",
        _ => null,
    });
}
