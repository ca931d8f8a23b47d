using Dapr.Actors;

namespace DaprShop.Products.Stock;

/// <summary>
/// The stock of a product; the actor's id is the product's. For this service alone, through <see cref="IStockLedger"/>. What is expected to
/// happen is in the replies; an exception says that it is unknown whether something happened.
/// </summary>
public interface IStockActor : IActor
{
    /// <summary>Opens the account; without effect if it is open.</summary>
    /// <param name="available">The first pieces, 0 to <see cref="StockAccount.MaxAvailable"/>.</param>
    /// <param name="cancellationToken">Ends the turn where it stands.</param>
    Task OpenAsync(long available, CancellationToken cancellationToken);

    /// <summary>Applies movements in their order, and saves what came of them together.</summary>
    Task<StockReply> ApplyAsync(StockBatch batch, CancellationToken cancellationToken);

    /// <summary>The balance and a page of the ledger.</summary>
    /// <param name="page">From 1, the oldest; 0 for the latest.</param>
    /// <param name="cancellationToken">Ends the turn where it stands.</param>
    Task<StockReading> ReadAsync(int page, CancellationToken cancellationToken);
}

/// <summary>Movements that share a turn.</summary>
public sealed record StockBatch(IReadOnlyList<StockMovement> Movements);

/// <summary>What came of a batch.</summary>
/// <param name="Responses">One for each movement, in their order; null if the product has no account.</param>
public sealed record StockReply(IReadOnlyList<StockResponse>? Responses);

/// <summary>The answer to a movement.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Balance">The pieces after it.</param>
public sealed record StockResponse(StockOutcome Outcome, StockBalance Balance);

/// <summary>The pieces of a product; what ever came in is in one of the three.</summary>
/// <param name="Available">What can be bought.</param>
/// <param name="Reserved">What is set aside for orders.</param>
/// <param name="Sold">What orders have paid for.</param>
public sealed record StockBalance(long Available, long Reserved, long Sold);

/// <summary>What stands in an account.</summary>
/// <param name="Balance">The pieces; null if the product has no account.</param>
/// <param name="Pages">How many pages the ledger has; the last one grows.</param>
/// <param name="Entries">The lines of the page that was asked for; null if there is no such page.</param>
public sealed record StockReading(StockBalance? Balance, int Pages, IReadOnlyList<LedgerEntry>? Entries);
