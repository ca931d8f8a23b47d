using Dapr;
using Dapr.Client;
using DaprShop.Orders.Domain;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Orders.Storage;

/// <summary>
/// The orders of each customer and their statuses, in pages that fill up one after the other: the keys <c>orders-of-{userId}-{n}</c>.
/// <c>orders-of-{userId}</c> is their index. It is written after the page and before the answer, so whoever has an answer finds what
/// it says; what a crash leaves behind, the repetition adds.
/// </summary>
internal sealed class OrderLists
{
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(5);

    private readonly DaprClient _dapr;
    private readonly string _store;
    private readonly KeyedBatches<Guid, Addition, int> _additions;
    private readonly KeyedBatches<(Guid UserId, int Page), OrderListEntry, bool> _updates;
    private readonly KeyedBatches<Guid, IReadOnlyDictionary<int, OrderListPage>, bool> _pages;

    public OrderLists(DaprClient dapr, IOptions<OrdersOptions> options, TimeProvider time)
    {
        _dapr = dapr;
        _store = options.Value.StateStore;
        _additions = new KeyedBatches<Guid, Addition, int>(AddAsync, TurnLimit, time);
        _updates = new KeyedBatches<(Guid UserId, int Page), OrderListEntry, bool>(UpdateAsync, TurnLimit, time);
        _pages = new KeyedBatches<Guid, IReadOnlyDictionary<int, OrderListPage>, bool>(IndexAsync, TurnLimit, time);
    }

    /// <summary>The page from which on an order that comes now is to be entered.</summary>
    public async Task<int> LastPageAsync(Guid userId, CancellationToken cancellationToken) =>
        (await ReadIndexAsync(userId, cancellationToken))?.LastPage ?? 0;

    /// <summary>
    /// Enters an order in its customer's list, where there is room from <see cref="Order.ListPage"/> on. Repeated from the same page
    /// it is found where it stands: pages that are full stay closed.
    /// </summary>
    /// <returns>The page on which it stands.</returns>
    public Task<int> AddAsync(Order order, CancellationToken cancellationToken) =>
        _additions.RunAsync(order.UserId, new Addition(EntryOf(order), order.ListPage), cancellationToken);

    /// <summary>Shows an order's status in the list; without effect for an order that is not entered yet, or is being deleted.</summary>
    public Task ShowAsync(Order order, CancellationToken cancellationToken) =>
        OrderTransitions.WorkOf(order.State) == OrderWork.List || OrderTransitions.StatusOf(order.State) is null
            ? Task.CompletedTask
            : _updates.RunAsync((order.UserId, order.ListPage), EntryOf(order), cancellationToken);

    /// <summary>Takes an order off the list; without effect if it is not on it.</summary>
    public Task RemoveAsync(Order order, CancellationToken cancellationToken) =>
        ChangeAsync(order.UserId, order.ListPage, page => page.Remove(order.Id), cancellationToken);

    /// <summary>A slice of a customer's orders, the newest first, and how many there are in all.</summary>
    /// <param name="userId">The customer.</param>
    /// <param name="status">The status that they must have; null for any.</param>
    /// <param name="skip">How many come before the slice.</param>
    /// <param name="take">How many it has at most; it is on no more pages than that.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<(IReadOnlyList<Guid> OrderIds, int Total)> ReadAsync(
        Guid userId, OrderStatus? status, int skip, int take, CancellationToken cancellationToken)
    {
        if (await ReadIndexAsync(userId, cancellationToken) is not { } index) return ([], 0);
        var (numbers, toSkip) = index.Find(status, skip, take);
        if (numbers.Count == 0) return ([], index.CountOf(status));
        var keys = numbers.Select(number => PageKey(userId, number)).ToList();
        // A hundred pages, the most that there can be, have 2 MB; a sidecar gives 4 MiB at once.
        var pages = await _dapr.GetManyAsync<OrderListPage>(_store, keys, cancellationToken);
        var entries = keys.Zip(pages, (key, page) => page?.Entries ?? throw new DaprException($"{key} could not be read."))
            .SelectMany(page => page.Reverse()).Where(entry => status is null || entry.Status == status);
        return ([.. entries.Skip(toSkip).Take(take).Select(entry => entry.OrderId)], index.CountOf(status));
    }

    private async Task<IReadOnlyList<int>> AddAsync(Guid userId, IReadOnlyList<Addition> additions, CancellationToken cancellationToken)
    {
        var pages = new Dictionary<int, OrderListPage>();
        var standing = new Dictionary<Guid, int>();
        var rest = additions.Select(addition => addition.Entry).ToList();
        for (var number = additions.Min(addition => addition.FirstPage); rest.Count > 0; number++)
        {
            var open = rest;
            var page = await WriteAsync(
                PageKey(userId, number), new OrderListPage([], Added: 0, Version: 0), stands => stands.Add(open), cancellationToken);
            pages[number] = page;
            foreach (var entry in rest.Where(entry => page.Has(entry.OrderId))) standing[entry.OrderId] = number;
            rest = [.. rest.Where(entry => !page.Has(entry.OrderId))];
        }

        await _pages.RunAsync(userId, pages, cancellationToken);
        return [.. additions.Select(addition => standing[addition.Entry.OrderId])];
    }

    private async Task<IReadOnlyList<bool>> UpdateAsync(
        (Guid UserId, int Page) at, IReadOnlyList<OrderListEntry> entries, CancellationToken cancellationToken)
    {
        await ChangeAsync(at.UserId, at.Page, page => page.Update(entries), cancellationToken);
        return new bool[entries.Count];
    }

    private async Task ChangeAsync(Guid userId, int number, Func<OrderListPage, OrderListPage> change, CancellationToken cancellationToken)
    {
        if (await _dapr.UpdateStateAsync(_store, PageKey(userId, number), change, cancellationToken) is { } page)
            await _pages.RunAsync(userId, new Dictionary<int, OrderListPage> { [number] = page }, cancellationToken);
    }

    private async Task<IReadOnlyList<bool>> IndexAsync(
        Guid userId, IReadOnlyList<IReadOnlyDictionary<int, OrderListPage>> written, CancellationToken cancellationToken)
    {
        await WriteAsync(IndexKey(userId), new OrderListIndex([]), index => written.SelectMany(pages => pages)
            .Aggregate(index, (known, page) => known.With(page.Key, page.Value)), cancellationToken);
        return new bool[written.Count];
    }

    private async Task<T> WriteAsync<T>(string key, T empty, Func<T, T> change, CancellationToken cancellationToken) where T : CreateOnlyValue
    {
        if (await _dapr.UpdateStateAsync(_store, key, change, cancellationToken) is { } value) return value;
        var (isCreated, stands) = await _dapr.CreateOnlyAsync(_store, key, change(empty), cancellationToken);
        return isCreated ? stands : await WriteAsync(key, empty, change, cancellationToken);
    }

    private async Task<OrderListIndex?> ReadIndexAsync(Guid userId, CancellationToken cancellationToken) =>
        await _dapr.GetStateAsync<OrderListIndex?>(_store, IndexKey(userId), ConsistencyMode.Strong, cancellationToken: cancellationToken);

    private static OrderListEntry EntryOf(Order order) => new(order.Id, OrderTransitions.StatusOf(order.State)!.Value, order.Version);

    private static string PageKey(Guid userId, int page) => $"orders-of-{userId}-{page}";

    private static string IndexKey(Guid userId) => $"orders-of-{userId}";

    private sealed record Addition(OrderListEntry Entry, int FirstPage);
}
