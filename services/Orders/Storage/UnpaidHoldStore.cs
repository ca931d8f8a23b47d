using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>What each customer keeps from others without having paid: the key <c>unpaid-of-{userId}</c>, never deleted.</summary>
internal sealed class UnpaidHoldStore(DaprClient dapr, OrderStore orders, IOptions<OrdersOptions> options, TimeProvider time)
{
    /// <summary>Enters what an order is to hold, unless that is too much. To be done before anything is reserved for it; repeated, it changes nothing.</summary>
    /// <returns>The order's id, that of the request that came first; or what is in the way.</returns>
    public async Task<(Guid OrderId, UnpaidRefusal? Refusal)> TakeAsync(Guid userId, UnpaidHold wanted, CancellationToken cancellationToken)
    {
        var limits = options.Value.UnpaidLimits;
        while (true)
        {
            var (hold, refusal) = (wanted, (UnpaidRefusal?)null);
            var known = await dapr.UpdateStateAsync<UnpaidHolds>(options.Value.StateStore, Key(userId), async (current, token) =>
            {
                var held = await orders.ReadAsync([.. current.Open.Select(open => open.OrderId)], token);
                (current, hold, refusal) = current.Settle(held, limits, time.GetUtcNow()).Take(wanted, limits, time.GetUtcNow());
                return current;
            }, cancellationToken);
            if (known is not null) return (hold.OrderId, refusal);

            (var first, hold, refusal) = new UnpaidHolds().Take(wanted, limits, time.GetUtcNow());
            if (refusal is not null || (await dapr.CreateOnlyAsync(options.Value.StateStore, Key(userId), first, cancellationToken)).Created)
                return (hold.OrderId, refusal);
        }
    }

    private static string Key(Guid userId) => $"unpaid-of-{userId}";
}
