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

    /// <summary>Charges an order, or learns how this attempt ended before.</summary>
    public async Task<ChargeOutcome> ChargeAsync(Guid orderId, int attempt, ChargeOrder request, CancellationToken cancellationToken) =>
        (await _payments.PostAsync<ChargeOrder, ChargeResult>(
            $"/internal/v1/orders/{orderId}/attempts/{attempt}/charge", request, cancellationToken)).Outcome;

    /// <summary>Sees to it that an attempt charges nothing, or learns how it ended before.</summary>
    public async Task<ChargeOutcome> VoidAsync(Guid orderId, int attempt, CancellationToken cancellationToken) =>
        (await _payments.PostAsync<object, ChargeResult>(
            $"/internal/v1/orders/{orderId}/attempts/{attempt}/void", new { }, cancellationToken)).Outcome;

    /// <summary>Gives back whatever was charged.</summary>
    public Task RefundAsync(Guid orderId, CancellationToken cancellationToken) =>
        _payments.PostAsync<object, PaymentStatement>($"/internal/v1/orders/{orderId}/refund", new { }, cancellationToken);

    public void Dispose() => _http.Dispose();
}
