using Dapr.Client;
using DaprShop.Payments.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Payments;

/// <summary>Ledgers in the state store: the key <c>payments-{orderId}</c>, never deleted.</summary>
internal sealed class PaymentStore(DaprClient dapr, IOptions<PaymentsOptions> options)
{
    /// <summary>The ledger of an order; an empty one if nobody ever tried to pay it.</summary>
    public async Task<PaymentLedger> ReadAsync(Guid orderId, CancellationToken cancellationToken) =>
        await dapr.GetStateAsync<PaymentLedger?>(
            options.Value.StateStore, Key(orderId), ConsistencyMode.Strong, cancellationToken: cancellationToken)
        ?? new PaymentLedger { OrderId = orderId };

    /// <summary>Changes the ledger of an order, an empty one if it has none, and gives the one that stands then.</summary>
    /// <param name="orderId">The order.</param>
    /// <param name="change">Gives the new ledger, or the same one to leave it.</param>
    /// <param name="cancellationToken">Ends the change; whether it was made is then unknown.</param>
    public async Task<PaymentLedger> ChangeAsync(
        Guid orderId, Func<PaymentLedger, PaymentLedger> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await dapr.UpdateStateAsync(options.Value.StateStore, Key(orderId), change, cancellationToken) is { } ledger) return ledger;
            var first = change(new PaymentLedger { OrderId = orderId });
            var (isCreated, stands) = await dapr.CreateOnlyAsync(options.Value.StateStore, Key(orderId), first, cancellationToken);
            if (isCreated) return stands;
        }
    }

    private static string Key(Guid orderId) => $"payments-{orderId}";
}
