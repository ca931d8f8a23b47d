using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>
/// Orders to look at, each as its actor last showed it: the key <c>order-{id}</c>, never deleted. So nobody who reads an order
/// waits for its turn.
/// </summary>
internal sealed class OrderStore(DaprClient dapr, IOptions<OrdersOptions> options)
{
    // Twelve orders of a hundred lines, each being edited to a hundred others, stay within the 4 MiB that a sidecar gives at once.
    private const int BulkSize = 12;

    /// <summary>Shows an order, unless a later version is shown already.</summary>
    public async Task ShowAsync(Order order, CancellationToken cancellationToken)
    {
        if (await UpdateAsync(order, cancellationToken)) return;
        var shown = await dapr.CreateOnlyAsync(options.Value.StateStore, Key(order.Id), new ShownOrder(order), cancellationToken);
        if (shown.Value.Order.Version < order.Version) await UpdateAsync(order, cancellationToken);
    }

    /// <summary>Reads an order; null if there is none.</summary>
    public async Task<Order?> ReadAsync(Guid id, CancellationToken cancellationToken) => (await dapr.GetStateAsync<ShownOrder?>(
        options.Value.StateStore, Key(id), ConsistencyMode.Strong, cancellationToken: cancellationToken))?.Order;

    /// <summary>Reads orders, in the order of their ids here; the ones that are not there are left out.</summary>
    public async Task<IReadOnlyList<Order>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var orders = new List<Order>(ids.Count);
        foreach (var chunk in ids.Chunk(BulkSize))
        {
            var found = await dapr.GetManyAsync<ShownOrder>(options.Value.StateStore, [.. chunk.Select(Key)], cancellationToken);
            orders.AddRange(found.OfType<ShownOrder>().Select(shown => shown.Order));
        }

        return orders;
    }

    private async Task<bool> UpdateAsync(Order order, CancellationToken cancellationToken) =>
        await dapr.UpdateStateAsync<ShownOrder>(options.Value.StateStore, Key(order.Id),
            shown => shown.Order.Version >= order.Version ? shown : shown with { Order = order }, cancellationToken) is not null;

    private static string Key(Guid id) => $"order-{id}";

    private sealed record ShownOrder(Order Order) : CreateOnlyValue;
}
