using Dapr.Actors.Runtime;

namespace DaprShop.Products.Stock;

/// <summary>
/// Keeps the stock of a product: reads the account, lets <see cref="StockAccount"/> decide, saves, shows, and only then answers. Every
/// movement can be repeated, so a turn that breaks off anywhere is completed by the next that asks for the same.
/// </summary>
internal sealed class StockActor : Actor, IStockActor, IDisposable
{
    // Dapr begins the next turn when a caller has gone, though the app may still be at this one.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly StockLevels _levels;
    private readonly TimeProvider _time;
    private long? _shownVersion;

    public StockActor(ActorHost host, StockLevels levels, TimeProvider time) : base(host) => (_levels, _time) = (levels, time);

    private StockState State => new(StateManager);

    public Task OpenAsync(long available, CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        var account = await State.ReadAsync(cancellationToken);
        if (account is null)
        {
            account = StockAccount.Open(available, _time.GetUtcNow());
            await State.SaveAsync(account, cancellationToken);
        }

        await ShowAsync(account, cancellationToken);
        return account;
    }, cancellationToken);

    public Task<StockReply> ApplyAsync(StockBatch batch, CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        if (await State.ReadAsync(cancellationToken) is not { } account) return new StockReply(null);
        var (changed, responses) = await ApplyAsync(account, batch.Movements, cancellationToken);
        await ShowAsync(changed, cancellationToken);
        return new StockReply(responses);
    }, cancellationToken);

    public Task<StockReading> ReadAsync(int page, CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        if (await State.ReadAsync(cancellationToken) is not { } account) return new StockReading(null, 0, null);
        await ShowAsync(account, cancellationToken);
        var latest = account.Pages + 1;
        return new StockReading(account.Balance(), latest, page switch
        {
            < 0 => null,
            0 => account.Entries,
            _ when page == latest => account.Entries,
            _ when page > latest => null,
            _ => (await State.ReadPageAsync(page, cancellationToken)).Entries,
        });
    }, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task<(StockAccount Account, List<StockResponse> Responses)> ApplyAsync(
        StockAccount account, IReadOnlyList<StockMovement> movements, CancellationToken cancellationToken)
    {
        var (trimmed, marks, page) = account.Trim();
        var (changed, responses) = (trimmed, new List<StockResponse>());
        foreach (var movement in movements)
        {
            var archived = marks.GetValueOrDefault(movement.Id) ?? await State.FindMarkAsync(account, movement.Id, cancellationToken);
            (changed, var outcome) = changed.Apply(movement, archived, _time.GetUtcNow());
            responses.Add(new StockResponse(outcome, changed.Balance()));
        }

        if (ReferenceEquals(changed, trimmed)) return (account, responses);
        await State.SaveAsync(changed, marks, page, cancellationToken);
        return (changed, responses);
    }

    // A crash before this leaves a level that is behind; the first turn after it finds out.
    private async Task ShowAsync(StockAccount account, CancellationToken cancellationToken)
    {
        if (_shownVersion == account.Version) return;
        await _levels.SaveAsync(Guid.Parse(Id.GetId()), account, cancellationToken);
        _shownVersion = account.Version;
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        catch
        {
            // Whoever has the next turn must find what is stored, not what could not be.
            await StateManager.ClearCacheAsync(CancellationToken.None);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }
}
