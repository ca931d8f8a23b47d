using Dapr.Client;
using DaprShop.Contracts;
using DaprShop.ServiceDefaults.Clients;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Clients;

/// <summary>What orders need of Payments.</summary>
internal sealed class PaymentsClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly ServiceClient _payments;

    public PaymentsClient(DaprClient dapr, IOptions<OrdersOptions> options)
    {
        _http = dapr.CreateInvokableHttpClient(options.Value.PaymentsApp);
        _http.Timeout = Timeout;
        _payments = new ServiceClient(_http, "payments_unavailable");
    }

    /// <summary>Holds the money for an order on a card, or learns what became of this attempt before.</summary>
    public Task<PaymentOutcome> AuthoriseAsync(Guid orderId, int attempt, AuthorisePayment request, CancellationToken cancellationToken) =>
        StepAsync(orderId, attempt, "authorise", request, cancellationToken);

    /// <summary>Takes the money that an attempt holds, or learns that it was let go.</summary>
    public Task<PaymentOutcome> CaptureAsync(Guid orderId, int attempt, CancellationToken cancellationToken) =>
        StepAsync(orderId, attempt, "capture", new { }, cancellationToken);

    /// <summary>Sees to it that an attempt holds and takes nothing, or learns what became of it before.</summary>
    public Task<PaymentOutcome> VoidAsync(Guid orderId, int attempt, CancellationToken cancellationToken) =>
        StepAsync(orderId, attempt, "void", new { }, cancellationToken);

    /// <summary>Gives back whatever was taken.</summary>
    public Task RefundAsync(Guid orderId, CancellationToken cancellationToken) =>
        _payments.PostAsync<object, PaymentStatement>($"/internal/v1/orders/{orderId}/refund", new { }, cancellationToken);

    /// <summary>The money of an order.</summary>
    public Task<PaymentStatement> StatementAsync(Guid orderId, CancellationToken cancellationToken) =>
        _payments.GetAsync<PaymentStatement>($"/internal/v1/orders/{orderId}", cancellationToken);

    private async Task<PaymentOutcome> StepAsync<TRequest>(
        Guid orderId, int attempt, string step, TRequest request, CancellationToken cancellationToken) =>
        (await _payments.PostAsync<TRequest, PaymentResult>(
            $"/internal/v1/orders/{orderId}/attempts/{attempt}/{step}", request, cancellationToken)).Outcome;

    public void Dispose() => _http.Dispose();
}
