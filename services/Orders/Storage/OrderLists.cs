using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>
/// The orders of each customer and their statuses, in pages: the keys <c>orders-of-{userId}-{n}</c>. Pages fill up one after the
/// other; <c>orders-of-{userId}</c> says how far, or less than that after a crash, so that a reader looks whether there are more.
/// </summary>
internal sealed class OrderLists
{
    private const int ParallelReads = 16;
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(10);

    private readonly DaprClient _dapr;
    private readonly string _store;
    private readonly KeyedBatches<Guid, OrderListEntry, int> _additions;
    private readonly KeyedBatches<string, OrderListEntry, bool> _updates;

    public OrderLists(DaprClient dapr, IOptions<OrdersOptions> options, TimeProvider time)
    {
        _dapr = dapr;
        _store = options.Value.StateStore;
        _additions = new KeyedBatches<Guid, OrderListEntry, int>(AddAsync, TurnLimit, time);
        _updates = new KeyedBatches<string, OrderListEntry, bool>(UpdateAsync, TurnLimit, time);
    }

    /// <summary>Enters an order in its customer's list. Repeated after a crash it may stand there twice, which <see cref="ReadAsync"/> hides.</summary>
    /// <returns>The page on which it stands.</returns>
    public Task<int> AddAsync(Order order, CancellationToken cancellationToken) =>
        _additions.RunAsync(order.UserId, EntryOf(order), cancellationToken);

    /// <summary>Shows an order's status in the list; without effect for an order that is not on it, or is being deleted.</summary>
    public Task ShowAsync(Order order, CancellationToken cancellationToken) =>
        order.ListPage is { } page && OrderTransitions.StatusOf(order.State) is not null
            ? _updates.RunAsync(PageKey(order.UserId, page), EntryOf(order), cancellationToken)
            : Task.CompletedTask;

    /// <summary>Takes an order off the list; without effect if it is not on it.</summary>
    public async Task RemoveAsync(Guid userId, Guid orderId, CancellationToken cancellationToken)
    {
        var pages = await ReadPagesAsync(userId, cancellationToken);
        for (var page = 0; page < pages.Count; page++)
        {
            if (!pages[page].Has(orderId)) continue;
            await _dapr.UpdateStateAsync<OrderListPage>(_store, PageKey(userId, page), stands => stands.Remove(orderId), cancellationToken);
        }
    }

    /// <summary>The orders of a customer, the newest first.</summary>
    public async Task<IReadOnlyList<OrderListEntry>> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
    [
        .. (await ReadPagesAsync(userId, cancellationToken))
            .SelectMany(page => page.Entries)
            .GroupBy(entry => entry.OrderId, (_, same) => same.MaxBy(entry => entry.Version)!)
            .Reverse(),
    ];

    private async Task<IReadOnlyList<int>> AddAsync(Guid userId, IReadOnlyList<OrderListEntry> entries, CancellationToken cancellationToken)
    {
        var first = await ReadLastPageAsync(userId, cancellationToken);
        var pages = new Dictionary<Guid, int>();
        var last = first;
        for (var rest = entries; ; last++)
        {
            var page = await AddToPageAsync(PageKey(userId, last), rest, cancellationToken);
            foreach (var entry in rest.Where(entry => page.Has(entry.OrderId))) pages[entry.OrderId] = last;
            rest = [.. rest.Where(entry => !page.Has(entry.OrderId))];
            if (rest.Count == 0) break;
        }

        if (last > first) await SaveLastPageAsync(userId, last, cancellationToken);
        return [.. entries.Select(entry => pages[entry.OrderId])];
    }

    private async Task<OrderListPage> AddToPageAsync(string key, IReadOnlyList<OrderListEntry> entries, CancellationToken cancellationToken)
    {
        if (await _dapr.UpdateStateAsync<OrderListPage>(_store, key, page => page.Add(entries), cancellationToken) is { } page) return page;
        var (isCreated, stands) = await _dapr.CreateOnlyAsync(_store, key, new OrderListPage([], Added: 0).Add(entries), cancellationToken);
        return isCreated ? stands : await AddToPageAsync(key, entries, cancellationToken);
    }

    private async Task<IReadOnlyList<bool>> UpdateAsync(string key, IReadOnlyList<OrderListEntry> entries, CancellationToken cancellationToken)
    {
        await _dapr.UpdateStateAsync<OrderListPage>(_store, key, page => page.Update(entries), cancellationToken);
        return new bool[entries.Count];
    }

    private async Task<List<OrderListPage>> ReadPagesAsync(Guid userId, CancellationToken cancellationToken)
    {
        var last = await ReadLastPageAsync(userId, cancellationToken);
        var pages = new List<OrderListPage>();
        for (var count = last + 1; ; count = ParallelReads)
        {
            var keys = Enumerable.Range(pages.Count, count).Select(page => PageKey(userId, page)).ToList();
            var items = await _dapr.GetBulkStateAsync<OrderListPage?>(_store, keys, ParallelReads, cancellationToken: cancellationToken);
            var found = items.Where(item => item.Value is not null).ToDictionary(item => item.Key, item => item.Value!);
            pages.AddRange(keys.TakeWhile(found.ContainsKey).Select(key => found[key]));
            if (found.Count < keys.Count || pages[^1].Added < OrderListPage.Size) return pages;
        }
    }

    private async Task<int> ReadLastPageAsync(Guid userId, CancellationToken cancellationToken) =>
        (await _dapr.GetStateAsync<OrderListEnd?>(_store, EndKey(userId), ConsistencyMode.Strong, cancellationToken: cancellationToken))?.LastPage ?? 0;

    private async Task SaveLastPageAsync(Guid userId, int lastPage, CancellationToken cancellationToken)
    {
        var (isCreated, _) = await _dapr.CreateOnlyAsync(_store, EndKey(userId), new OrderListEnd(lastPage), cancellationToken);
        if (isCreated) return;
        await _dapr.UpdateStateAsync<OrderListEnd>(_store, EndKey(userId),
            stands => stands.LastPage >= lastPage ? stands : stands with { LastPage = lastPage }, cancellationToken);
    }

    private static OrderListEntry EntryOf(Order order) => new(order.Id, OrderTransitions.StatusOf(order.State)!.Value, order.Version);

    private static string PageKey(Guid userId, int page) => $"orders-of-{userId}-{page}";

    private static string EndKey(Guid userId) => $"orders-of-{userId}";
}
