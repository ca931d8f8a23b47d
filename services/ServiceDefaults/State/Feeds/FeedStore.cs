using Dapr.Client;

namespace DaprShop.ServiceDefaults.State.Feeds;

/// <summary>
/// Feeds in the state store. The key <c>{feed}</c> decides: an item is there once it is counted there. Two kinds of keys are
/// written before it, and are right whoever writes them and however often: <c>{feed}-item-{id}</c> fixes what an item says and from
/// which number on it can be, so that it is found again without a search of the whole feed; <c>{feed}-page-{n}</c> holds
/// items that were counted before, under numbers that never change.
/// </summary>
public sealed class FeedStore<T>
{
    private const int PagesAtOnce = 16;

    // Pages of the longest notifications have 37 KB; a sidecar gives 4 MiB at once.
    private const int BulkSize = 64;

    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(10);

    private readonly DaprClient _dapr;
    private readonly string _store;
    private readonly KeyedBatches<string, Addition, bool> _additions;

    /// <param name="dapr">The sidecar.</param>
    /// <param name="store">The state component.</param>
    /// <param name="time">The clock of the limits.</param>
    public FeedStore(DaprClient dapr, string store, TimeProvider time)
    {
        (_dapr, _store) = (dapr, store);
        _additions = new(AppendAsync, TurnLimit, time);
    }

    /// <summary>Adds an item unless it is there, and gives what it says: the value that it was first added with.</summary>
    public async Task<T> AppendAsync(string feed, string id, T value, CancellationToken cancellationToken)
    {
        var count = (await ReadAsync(feed, cancellationToken)).Count;
        var (_, claim) = await _dapr.CreateOnlyAsync(_store, ClaimKey(feed, id), new FeedClaim<T>(count, value), cancellationToken);
        await _additions.RunAsync(feed, new Addition(id, claim), cancellationToken);
        return claim.Value;
    }

    /// <summary>The feed as it is now.</summary>
    public async Task<Feed<T>> ReadAsync(string feed, CancellationToken cancellationToken) =>
        await _dapr.GetStateAsync<Feed<T>?>(_store, feed, ConsistencyMode.Strong, cancellationToken: cancellationToken) ?? new Feed<T>();

    /// <summary>The items with these numbers, in the order of the numbers.</summary>
    public async Task<IReadOnlyList<FeedItem<T>>> ItemsAsync(
        string key, Feed<T> feed, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        var pages = numbers.Where(number => number < feed.Paged()).Select(number => number / Feed<T>.PageSize).Distinct().ToList();
        var paged = await PagesAsync(key, pages, cancellationToken);
        return [.. numbers.Select(number => number < feed.Paged()
            ? paged[number / Feed<T>.PageSize].Items[number % Feed<T>.PageSize]
            : feed.Recent[number - feed.Paged()])];
    }

    /// <summary>Closes an item; without effect on one that is closed.</summary>
    public async Task<FeedClosing> CloseAsync(string feed, string id, CancellationToken cancellationToken)
    {
        var claim = await _dapr.GetStateAsync<FeedClaim<T>?>(_store, ClaimKey(feed, id), ConsistencyMode.Strong, cancellationToken: cancellationToken);
        if (claim is null) return FeedClosing.NotFound;
        var stands = await ReadAsync(feed, cancellationToken);
        if (await FindAsync(feed, stands, new Addition(id, claim), cancellationToken) is not { } number) return FeedClosing.NotFound;

        var closing = FeedClosing.Closed;
        await _dapr.UpdateStateAsync<Feed<T>>(_store, feed, current =>
        {
            if (!current.Open.Contains(number)) return current;
            var open = current.Open.Without(number);
            closing = open is null ? FeedClosing.TooScattered : FeedClosing.Closed;
            return open is null ? current : current with { Open = open };
        }, cancellationToken);
        return closing;
    }

    /// <summary>Closes all items.</summary>
    public Task CloseAllAsync(string feed, CancellationToken cancellationToken) => _dapr.UpdateStateAsync<Feed<T>>(
        _store, feed, current => current.Open.Runs.IsEmpty ? current : current with { Open = NumberSet.Empty }, cancellationToken);

    private async Task<IReadOnlyList<bool>> AppendAsync(string feed, IReadOnlyList<Addition> additions, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stands = await _dapr.UpdateStateAsync<Feed<T>>(
                _store, feed, (current, token) => AddAsync(feed, current, additions, token), cancellationToken);
            if (stands is not null) return new bool[additions.Count];
            await _dapr.CreateOnlyAsync(_store, feed, new Feed<T>(), cancellationToken);
        }
    }

    // Only what was counted before moves to a page: what is added now may lose to another writer, and its number with it.
    private async Task<Feed<T>> AddAsync(string key, Feed<T> current, IReadOnlyList<Addition> additions, CancellationToken cancellationToken)
    {
        var missing = new List<Addition>();
        foreach (var addition in additions.DistinctBy(addition => addition.Id))
        {
            if (await FindAsync(key, current, addition, cancellationToken) is null) missing.Add(addition);
        }

        if (missing.Count == 0) return current;
        var feed = current;
        while (feed.NextPage() is { } page)
        {
            await _dapr.CreateOnlyAsync(_store, PageKey(key, feed.Paged() / Feed<T>.PageSize), page, cancellationToken);
            feed = feed.WithoutNextPage();
        }

        return missing.Aggregate(feed, (grown, addition) => grown.Append(addition.Id, addition.Claim.Value));
    }

    private async Task<int?> FindAsync(string key, Feed<T> feed, Addition addition, CancellationToken cancellationToken)
    {
        for (var page = addition.Claim.From / Feed<T>.PageSize; page < feed.Paged() / Feed<T>.PageSize; page += PagesAtOnce)
        {
            var numbers = Enumerable.Range(page, Math.Min(PagesAtOnce, (feed.Paged() / Feed<T>.PageSize) - page)).ToList();
            var pages = await PagesAsync(key, numbers, cancellationToken);
            var found = pages.Values.SelectMany(stored => stored.Items).FirstOrDefault(item => item.Id == addition.Id);
            if (found is not null) return found.Number;
        }

        return feed.Recent.FirstOrDefault(item => item.Id == addition.Id)?.Number;
    }

    private async Task<Dictionary<int, FeedPage<T>>> PagesAsync(string key, List<int> numbers, CancellationToken cancellationToken)
    {
        var pages = new Dictionary<int, FeedPage<T>>();
        foreach (var some in numbers.Chunk(BulkSize))
        {
            var found = await _dapr.GetManyAsync<FeedPage<T>>(_store, [.. some.Select(number => PageKey(key, number))], cancellationToken);
            foreach (var (number, page) in some.Zip(found))
                pages[number] = page ?? throw new InvalidOperationException($"Page {number} of feed '{key}' is gone.");
        }

        return pages;
    }

    private static string PageKey(string feed, int number) => $"{feed}-page-{number}";

    private static string ClaimKey(string feed, string id) => $"{feed}-item-{id}";

    private sealed record Addition(string Id, FeedClaim<T> Claim);
}

/// <summary>What came of closing an item.</summary>
public enum FeedClosing
{
    /// <summary>It is closed.</summary>
    Closed,

    /// <summary>There is no such item.</summary>
    NotFound,

    /// <summary>It is still open: too many items are closed one by one in between others, and cannot be remembered so.</summary>
    TooScattered,
}
