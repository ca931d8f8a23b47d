using Dapr.Actors.Runtime;
using DaprShop.Persistence.Actors;

namespace DaprShop.Products.Stock;

/// <summary>
/// What an actor keeps: the state <c>account</c>, and for what left it <c>mark-{id}</c> and <c>ledger-{n}</c>. They are saved in one
/// transaction. Where one is broken off, copies without the account that goes with them say nothing that the stored account does not.
/// </summary>
internal sealed class StockState(IActorStateManager states, ActorCalls calls)
{
    private const string AccountName = "account";

    /// <summary>The account; null if it is not open.</summary>
    public async Task<StockAccount?> ReadAsync(CancellationToken turnEnd) =>
        await calls.RunAsync(token => states.TryGetStateAsync<StockAccount>(AccountName, token), turnEnd) is { HasValue: true } state ? state.Value : null;

    /// <summary>The mark that left the account, unless the account has a later one.</summary>
    public async Task<StockMark?> FindMarkAsync(StockAccount account, Guid id, CancellationToken turnEnd)
    {
        if (!account.MayHaveArchived(id)) return null;
        var state = await calls.RunAsync(token => states.TryGetStateAsync<StockMark>(MarkName(id), token), turnEnd);
        await states.UnloadStateAsync(MarkName(id), cancellationToken: turnEnd);
        return state.HasValue ? state.Value : null;
    }

    /// <summary>A full page of the ledger.</summary>
    public async Task<LedgerPage> ReadPageAsync(int page, CancellationToken turnEnd)
    {
        var state = await calls.RunAsync(token => states.GetStateAsync<LedgerPage>(PageName(page), token), turnEnd);
        await states.UnloadStateAsync(PageName(page), cancellationToken: turnEnd);
        return state;
    }

    /// <exception cref="InvalidOperationException">It was not saved.</exception>
    public async Task SaveAsync(StockAccount account, CancellationToken turnEnd)
    {
        await calls.RunAsync(async token =>
        {
            await states.SetStateAsync(AccountName, account, token);
            await states.SaveStateAsync(token);
        }, turnEnd);

        // A turn that the sidecar took for over, and that fails beside this one, makes the SDK forget what is not saved yet.
        if (await ReadAsync(turnEnd) is not { } saved || saved.Version != account.Version)
            throw new InvalidOperationException("The account was not saved.");
    }

    /// <summary>Saves an account together with what left it.</summary>
    public async Task SaveAsync(
        StockAccount account, IReadOnlyDictionary<Guid, StockMark> marks, LedgerPage? page, CancellationToken turnEnd)
    {
        foreach (var (id, mark) in marks)
            await calls.RunAsync(token => states.SetStateAsync(MarkName(id), mark, token), turnEnd);
        if (page is not null)
            await calls.RunAsync(token => states.SetStateAsync(PageName(account.Pages), page, token), turnEnd);
        await SaveAsync(account, turnEnd);

        // An actor that stays active for long must not keep all its history in memory.
        foreach (var id in marks.Keys)
            await states.UnloadStateAsync(MarkName(id), cancellationToken: turnEnd);
        if (page is not null)
            await states.UnloadStateAsync(PageName(account.Pages), cancellationToken: turnEnd);
    }

    private static string MarkName(Guid id) => $"mark-{id}";

    private static string PageName(int page) => $"ledger-{page}";
}
