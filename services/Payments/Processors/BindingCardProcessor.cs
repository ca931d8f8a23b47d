using System.Globalization;
using System.Text.Json;
using Dapr;
using Dapr.Client;
using DaprShop.ServiceDefaults.Json;
using Microsoft.Extensions.Options;

namespace DaprShop.Payments.Processors;

/// <summary>
/// The card processor behind an output binding (<c>bindings.http</c>), whose component knows its address and our key. An
/// answer is what it says about the payment, whatever its HTTP status; anything else is no answer.
/// </summary>
internal sealed class BindingCardProcessor(DaprClient dapr, IOptions<PaymentsOptions> options) : ICardProcessor
{
    private const string StatusCode = "statusCode";

    public async Task<bool> AuthoriseAsync(string reference, Money amount, string paymentToken, CancellationToken cancellationToken)
    {
        var (status, payment) = await PostAsync(
            reference, "authorise", new { amount.Amount, amount.Currency, Token = paymentToken }, cancellationToken);

        // Our key came with another card before: what became of that one is what became of the payment.
        if (status == StatusCodes.Status422UnprocessableEntity) (status, payment) = await GetAsync(reference, cancellationToken);
        if (payment?.HasAuthorised(amount) == true) return true;
        return payment?.IsOver == true ? false : throw Unclear("authorise", status);
    }

    public async Task<bool> CaptureAsync(string reference, Money amount, CancellationToken cancellationToken)
    {
        var (status, payment) = await PostAsync(reference, "capture", amount, cancellationToken);
        if (payment?.HasCaptured(amount) == true) return true;
        return payment?.IsOver == true ? false : throw Unclear("capture", status);
    }

    public async Task VoidAsync(string reference, CancellationToken cancellationToken)
    {
        var (status, payment) = await PostAsync(reference, "void", new { }, cancellationToken);
        if (payment?.IsOver != true) throw Unclear("void", status);
    }

    public async Task RefundAsync(string reference, Money amount, CancellationToken cancellationToken)
    {
        var (status, payment) = await PostAsync(reference, "refund", amount, cancellationToken);
        if (payment?.HasRefunded(amount) != true) throw Unclear("refund", status);
    }

    private Task<(int Status, CardPayment? Payment)> PostAsync<T>(
        string reference, string step, T body, CancellationToken cancellationToken) =>
        InvokeAsync(reference, new BindingRequest(options.Value.CardProcessor, "post")
        {
            Data = JsonSerializer.SerializeToUtf8Bytes(body, ShopJson.State),
            Metadata = { ["path"] = $"/v1/payments/{reference}/{step}", ["Idempotency-Key"] = $"{reference}-{step}" },
        }, cancellationToken);

    private Task<(int Status, CardPayment? Payment)> GetAsync(string reference, CancellationToken cancellationToken) =>
        InvokeAsync(reference, new BindingRequest(options.Value.CardProcessor, "get")
        {
            Metadata = { ["path"] = $"/v1/payments/{reference}" },
        }, cancellationToken);

    private async Task<(int Status, CardPayment? Payment)> InvokeAsync(
        string reference, BindingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var response = await dapr.InvokeBindingAsync(request, cancellationToken);
            var status = int.TryParse(response.Metadata.GetValueOrDefault(StatusCode), CultureInfo.InvariantCulture, out var code) ? code : 0;
            return (status, IsAnswer(status) ? CardPayment.Read(response.Data, reference) : null);
        }
        catch (DaprException exception)
        {
            throw new ProcessorUnavailableException("The card processor cannot be reached.", exception);
        }
    }

    // Done, the card refused, or not possible where the payment stands.
    private static bool IsAnswer(int status) =>
        status is StatusCodes.Status200OK or StatusCodes.Status402PaymentRequired or StatusCodes.Status409Conflict;

    // Its words stay out: nobody knows what else is in an answer that is none.
    private static ProcessorUnavailableException Unclear(string step, int status) =>
        new($"The card processor answered {status} to {step}, which says nothing about the payment.");
}
