using Dapr.Actors.Runtime;
using DaprShop.Persistence.Actors;

namespace DaprShop.Products.Stock;

/// <summary>
/// Keeps the stock of a product: reads the account, lets <see cref="StockAccount"/> decide, saves, shows, and only then answers. Every
/// movement can be repeated, so a turn that breaks off anywhere is completed by the next that asks for the same.
/// </summary>
internal sealed class StockActor : TurnActor, IStockActor
{
    private readonly StockLevels _levels;
    private long? _shownVersion;

    public StockActor(ActorHost host, StockLevels levels, ActorTurns turns, TimeProvider time) : base(host, turns, time) => _levels = levels;

    private StockState State => new(StateManager, Calls);

    public Task OpenAsync(long available, CancellationToken cancellationToken) => InTurnAsync(async end =>
    {
        var account = await State.ReadAsync(end);
        if (account is null)
        {
            account = StockAccount.Open(available, Time.GetUtcNow());
            await State.SaveAsync(account, end);
        }

        await ShowAsync(account, end);
        return account;
    });

    public Task<StockReply> ApplyAsync(StockBatch batch, CancellationToken cancellationToken) => InTurnAsync(async end =>
    {
        if (await State.ReadAsync(end) is not { } account) return new StockReply(null);
        var (changed, responses) = await ApplyAsync(account, batch.Movements, end);
        await ShowAsync(changed, end);
        return new StockReply(responses);
    });

    public Task<StockReading> ReadAsync(int page, CancellationToken cancellationToken) => InTurnAsync(async end =>
    {
        if (await State.ReadAsync(end) is not { } account) return new StockReading(null, 0, null);
        await ShowAsync(account, end);
        var latest = account.Pages + 1;
        return new StockReading(account.Balance(), latest, page switch
        {
            < 0 => null,
            0 => account.Entries,
            _ when page == latest => account.Entries,
            _ when page > latest => null,
            _ => (await State.ReadPageAsync(page, end)).Entries,
        });
    });

    private async Task<(StockAccount Account, List<StockResponse> Responses)> ApplyAsync(
        StockAccount account, IReadOnlyList<StockMovement> movements, CancellationToken turnEnd)
    {
        var (trimmed, marks, page) = account.Trim();
        var (changed, responses) = (trimmed, new List<StockResponse>());
        foreach (var movement in movements)
        {
            var archived = marks.GetValueOrDefault(movement.Id) ?? await State.FindMarkAsync(account, movement.Id, turnEnd);
            (changed, var outcome) = changed.Apply(movement, archived, Time.GetUtcNow());
            responses.Add(new StockResponse(outcome, changed.Balance()));
        }

        if (ReferenceEquals(changed, trimmed)) return (account, responses);
        await State.SaveAsync(changed, marks, page, turnEnd);
        return (changed, responses);
    }

    // A crash before this leaves a level that is behind; the first turn after it finds out.
    private async Task ShowAsync(StockAccount account, CancellationToken turnEnd)
    {
        if (_shownVersion == account.Version) return;
        await Calls.RunAsync(token => _levels.SaveAsync(Guid.Parse(Id.GetId()), account, token), turnEnd);
        _shownVersion = account.Version;
    }
}
