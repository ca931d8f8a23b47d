using Dapr.Client;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Products.Stock;

/// <summary>
/// Stock in the state store: an account is the key <c>stock-{productId}</c>, the marks that left it are
/// <c>stock-{productId}-{id}</c>, its full ledger pages <c>stock-{productId}-ledger-{n}</c>.
/// </summary>
internal sealed class StockStore : IStockLedger
{
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(10);
    private const int ParallelReads = 16;

    private readonly DaprClient _dapr;
    private readonly string _store;
    private readonly TimeProvider _time;
    private readonly KeyedBatches<Guid, StockMovement, StockResponse?> _turns;

    public StockStore(DaprClient dapr, IOptions<ProductsOptions> options, TimeProvider time)
    {
        _dapr = dapr;
        _store = options.Value.StateStore;
        _time = time;
        _turns = new KeyedBatches<Guid, StockMovement, StockResponse?>(ApplyAsync, TurnLimit, time);
    }

    public Task OpenAsync(Guid productId, long available, CancellationToken cancellationToken) =>
        _dapr.CreateOnlyAsync(_store, AccountKey(productId), StockAccount.Open(available, _time.GetUtcNow()), cancellationToken);

    public Task<StockResponse?> ApplyAsync(Guid productId, StockMovement movement, CancellationToken cancellationToken) =>
        _turns.RunAsync(productId, movement, cancellationToken);

    public async Task<StockAccount?> ReadAsync(Guid productId, CancellationToken cancellationToken) =>
        await _dapr.GetStateAsync<StockAccount?>(_store, AccountKey(productId), ConsistencyMode.Strong, cancellationToken: cancellationToken);

    public async Task<LedgerPage> ReadPageAsync(Guid productId, int page, CancellationToken cancellationToken) =>
        await _dapr.GetStateAsync<LedgerPage?>(_store, PageKey(productId, page), ConsistencyMode.Strong, cancellationToken: cancellationToken)
        ?? throw new InvalidOperationException($"Page {page} of the ledger of product {productId} is missing.");

    private async Task<IReadOnlyList<StockResponse?>> ApplyAsync(
        Guid productId, IReadOnlyList<StockMovement> movements, CancellationToken cancellationToken)
    {
        List<StockResponse?> responses = [];
        var stands = await _dapr.UpdateStateAsync<StockAccount>(_store, AccountKey(productId), async (account, token) =>
        {
            responses = [];
            var (trimmed, archived) = await TrimAsync(productId, account, movements, token);
            var changed = trimmed;
            foreach (var movement in movements)
            {
                (changed, var outcome) = changed.Apply(movement, archived.GetValueOrDefault(movement.Id), _time.GetUtcNow());
                responses.Add(new StockResponse(outcome, changed));
            }

            return ReferenceEquals(changed, trimmed) ? account : changed;
        }, cancellationToken);
        return stands is null ? new StockResponse?[movements.Count] : responses;
    }

    // What leaves the account is stored before the account is written without it: a crash in between leaves a copy that the
    // account outweighs, and the next writer does the same again.
    private async Task<(StockAccount Account, Dictionary<Guid, StockMark> Archived)> TrimAsync(
        Guid productId, StockAccount account, IReadOnlyList<StockMovement> movements, CancellationToken cancellationToken)
    {
        var archived = account.HasArchivedMarks
            ? await ReadMarksAsync(productId, [.. movements.Select(movement => movement.Id).Where(id => !account.Marks.ContainsKey(id)).Distinct()], cancellationToken)
            : [];
        var (trimmed, marks, page) = account.Trim();
        if (page is not null)
            await _dapr.CreateOnlyAsync(_store, PageKey(productId, trimmed.Pages), page, cancellationToken);
        await Task.WhenAll(marks.Select(mark => SaveMarkAsync(MarkKey(productId, mark.Key), mark.Value, cancellationToken)));
        foreach (var (id, mark) in marks)
            archived[id] = mark;
        return (trimmed, archived);
    }

    private async Task<Dictionary<Guid, StockMark>> ReadMarksAsync(Guid productId, List<Guid> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return [];
        var keys = ids.ToDictionary(id => MarkKey(productId, id));
        var items = await _dapr.GetBulkStateAsync<ArchivedMark?>(_store, [.. keys.Keys], ParallelReads, cancellationToken: cancellationToken);
        return items.Where(item => item.Value is not null).ToDictionary(item => keys[item.Key], item => item.Value!.Mark);
    }

    // A writer that was held up must not put an old mark over a newer one.
    private async Task SaveMarkAsync(string key, StockMark mark, CancellationToken cancellationToken)
    {
        var (isCreated, stored) = await _dapr.CreateOnlyAsync(_store, key, new ArchivedMark(mark), cancellationToken);
        if (isCreated || stored.Mark.Version >= mark.Version) return;
        await _dapr.UpdateStateAsync<ArchivedMark>(
            _store, key, current => current.Mark.Version >= mark.Version ? current : current with { Mark = mark }, cancellationToken);
    }

    private static string AccountKey(Guid productId) => $"stock-{productId}";

    private static string MarkKey(Guid productId, Guid id) => $"stock-{productId}-{id}";

    private static string PageKey(Guid productId, int page) => $"stock-{productId}-ledger-{page}";
}
