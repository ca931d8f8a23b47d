using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>Orders in the state store: the key <c>order-{id}</c>, never deleted.</summary>
internal sealed class OrderStore(DaprClient dapr, IOptions<OrdersOptions> options)
{
    // Twenty orders of a hundred lines stay within the 4 MiB that a sidecar passes on.
    private const int BulkSize = 20;

    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite, Consistency = ConsistencyMode.Strong };

    /// <summary>Stores an order unless its id is taken, and gives the one that stands.</summary>
    public async Task<Order> CreateAsync(Order order, CancellationToken cancellationToken) =>
        (await dapr.CreateOnlyAsync(options.Value.StateStore, Key(order.Id), order, cancellationToken)).Value;

    /// <summary>Reads an order and the ETag by which it can be changed; null if there is none.</summary>
    public async Task<(Order? Order, string ETag)> ReadAsync(Guid id, CancellationToken cancellationToken) =>
        await dapr.GetStateAndETagAsync<Order?>(options.Value.StateStore, Key(id), ConsistencyMode.Strong, cancellationToken: cancellationToken);

    /// <summary>Reads orders; the ones that are not there are left out.</summary>
    public async Task<IReadOnlyList<Order>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var orders = new List<Order>(ids.Count);
        foreach (var chunk in ids.Chunk(BulkSize))
        {
            var items = await dapr.GetBulkStateAsync<Order?>(
                options.Value.StateStore, [.. chunk.Select(Key)], BulkSize, cancellationToken: cancellationToken);
            orders.AddRange(items.Select(item => item.Value).OfType<Order>());
        }

        return orders;
    }

    /// <summary>Writes an order over the one that was read, unless someone else did.</summary>
    public Task<bool> TryWriteAsync(Order order, string etag, CancellationToken cancellationToken) =>
        dapr.TrySaveStateAsync(options.Value.StateStore, Key(order.Id), order, etag, FirstWrite, cancellationToken: cancellationToken);

    private static string Key(Guid id) => $"order-{id}";
}
