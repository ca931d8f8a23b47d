using System.Collections.Immutable;
using Dapr.Client;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>
/// The orders of each customer, as pages of ids: the keys <c>orders-of-{userId}-{n}</c>. Pages fill up one after the other;
/// <c>orders-of-{userId}</c> says how far, or less than that after a crash, so that a reader looks whether there are more.
/// </summary>
internal sealed class OrderLists
{
    private const int PageSize = 200;
    private const int ParallelReads = 16;
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(10);

    private readonly DaprClient _dapr;
    private readonly string _store;
    private readonly KeyedBatches<Guid, Guid, bool> _additions;

    public OrderLists(DaprClient dapr, IOptions<OrdersOptions> options, TimeProvider time)
    {
        _dapr = dapr;
        _store = options.Value.StateStore;
        _additions = new KeyedBatches<Guid, Guid, bool>(AddAsync, TurnLimit, time);
    }

    /// <summary>Enters an order in a list. Repeated after a crash it may stand there twice, which <see cref="ReadAsync"/> hides.</summary>
    public Task AddAsync(Guid userId, Guid orderId, CancellationToken cancellationToken) =>
        _additions.RunAsync(userId, orderId, cancellationToken);

    /// <summary>Takes orders off a list; without effect for those that are not on it.</summary>
    public async Task RemoveAsync(Guid userId, IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken)
    {
        var pages = await ReadPagesAsync(userId, cancellationToken);
        for (var page = 0; page < pages.Count; page++)
        {
            if (!pages[page].OrderIds.Any(orderIds.Contains)) continue;
            await _dapr.UpdateStateAsync<OrderListPage>(_store, PageKey(userId, page),
                stands => stands with { OrderIds = stands.OrderIds.RemoveAll(orderIds.Contains) }, cancellationToken);
        }
    }

    /// <summary>The orders of a customer, the newest first.</summary>
    public async Task<IReadOnlyList<Guid>> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
        [.. (await ReadPagesAsync(userId, cancellationToken)).SelectMany(page => page.OrderIds).Distinct().Reverse()];

    private async Task<IReadOnlyList<bool>> AddAsync(Guid userId, IReadOnlyList<Guid> orderIds, CancellationToken cancellationToken)
    {
        var first = await ReadLastPageAsync(userId, cancellationToken);
        var last = first;
        for (var rest = orderIds; rest.Count > 0;)
        {
            var page = await AddToPageAsync(PageKey(userId, last), rest, cancellationToken);
            rest = [.. rest.Where(id => !page.OrderIds.Contains(id))];
            if (rest.Count > 0) last++;
        }

        if (last > first) await SaveLastPageAsync(userId, last, cancellationToken);
        return new bool[orderIds.Count];
    }

    private async Task<OrderListPage> AddToPageAsync(string key, IReadOnlyList<Guid> orderIds, CancellationToken cancellationToken)
    {
        OrderListPage Fill(OrderListPage page)
        {
            var missing = orderIds.Where(id => !page.OrderIds.Contains(id)).Take(PageSize - page.Added).ToList();
            return missing.Count == 0
                ? page
                : page with { OrderIds = page.OrderIds.AddRange(missing), Added = page.Added + missing.Count };
        }

        if (await _dapr.UpdateStateAsync<OrderListPage>(_store, key, Fill, cancellationToken) is { } page) return page;
        var (isCreated, stands) = await _dapr.CreateOnlyAsync(_store, key, Fill(new OrderListPage([], Added: 0)), cancellationToken);
        return isCreated ? stands : await AddToPageAsync(key, orderIds, cancellationToken);
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
            if (found.Count < keys.Count || pages[^1].Added < PageSize) return pages;
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

    private static string PageKey(Guid userId, int page) => $"orders-of-{userId}-{page}";

    private static string EndKey(Guid userId) => $"orders-of-{userId}";
}

/// <summary>A page of a customer's orders, the oldest first.</summary>
/// <param name="OrderIds">The orders.</param>
/// <param name="Added">How many were entered, those that left again included: a page that was full stays closed.</param>
internal sealed record OrderListPage(ImmutableList<Guid> OrderIds, int Added) : CreateOnlyValue;

/// <summary>How far the pages of a customer go, at least.</summary>
internal sealed record OrderListEnd(int LastPage) : CreateOnlyValue;
