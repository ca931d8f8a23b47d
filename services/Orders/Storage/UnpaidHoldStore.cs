using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>What each customer keeps from others without having paid: the key <c>unpaid-of-{userId}</c>, never deleted.</summary>
internal sealed class UnpaidHoldStore
{
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(5);

    private readonly DaprClient _dapr;
    private readonly OrderStore _orders;
    private readonly OrdersOptions _options;
    private readonly TimeProvider _time;
    private readonly KeyedBatches<Guid, UnpaidHold, Entry> _entries;

    public UnpaidHoldStore(DaprClient dapr, OrderStore orders, IOptions<OrdersOptions> options, TimeProvider time)
    {
        (_dapr, _orders, _options, _time) = (dapr, orders, options.Value, time);
        _entries = new KeyedBatches<Guid, UnpaidHold, Entry>(EnterAsync, TurnLimit, time);
    }

    /// <summary>Enters what an order is to hold, unless that is too much. To be done before anything is reserved for it; repeated, it changes nothing.</summary>
    /// <returns>The order's id, that of the request that came first; or what is in the way.</returns>
    public async Task<(Guid OrderId, UnpaidRefusal? Refusal)> EnterAsync(Guid userId, UnpaidHold wanted, CancellationToken cancellationToken)
    {
        var entry = await _entries.RunAsync(userId, wanted, cancellationToken);
        return (entry.OrderId, entry.Refusal);
    }

    private async Task<IReadOnlyList<Entry>> EnterAsync(Guid userId, IReadOnlyList<UnpaidHold> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<Entry> entries = [];
            var known = await _dapr.UpdateStateAsync<UnpaidHolds>(_options.StateStore, Key(userId), async (current, token) =>
            {
                var orders = await _orders.ReadAsync([.. current.Open.Select(open => open.OrderId)], token);
                (current, entries) = Enter(current.Settle(orders, _options.UnpaidLimits, _time.GetUtcNow()), wanted);
                return current;
            }, cancellationToken);
            if (known is not null) return entries;

            (var first, entries) = Enter(new UnpaidHolds(), wanted);
            if (first.Open.IsEmpty || (await _dapr.CreateOnlyAsync(_options.StateStore, Key(userId), first, cancellationToken)).Created) return entries;
        }
    }

    private (UnpaidHolds Holds, IReadOnlyList<Entry> Entries) Enter(UnpaidHolds holds, IReadOnlyList<UnpaidHold> wanted)
    {
        var entries = new List<Entry>();
        foreach (var one in wanted)
        {
            (holds, var hold, var refusal) = holds.Take(one, _options.UnpaidLimits, _time.GetUtcNow());
            entries.Add(new Entry(hold.OrderId, refusal));
        }

        return (holds, entries);
    }

    private static string Key(Guid userId) => $"unpaid-of-{userId}";

    private sealed record Entry(Guid OrderId, UnpaidRefusal? Refusal);
}
