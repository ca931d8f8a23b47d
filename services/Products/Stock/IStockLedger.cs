namespace DaprShop.Products.Stock;

/// <summary>The stock of every product.</summary>
public interface IStockLedger
{
    /// <summary>Opens the account of a new product; without effect if it is open.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="available">The first pieces, 0 to <see cref="StockAccount.MaxAvailable"/>.</param>
    /// <param name="cancellationToken">Cancels the call; whether it took effect is then unknown.</param>
    Task OpenAsync(Guid productId, long available, CancellationToken cancellationToken);

    /// <summary>Applies a movement at most once, whoever repeats it.</summary>
    /// <returns>What came of it, and the account after it; null for a product that has no account.</returns>
    Task<StockResponse?> ApplyAsync(Guid productId, StockMovement movement, CancellationToken cancellationToken);

    /// <summary>The account as of now; null for a product that has none.</summary>
    Task<StockAccount?> ReadAsync(Guid productId, CancellationToken cancellationToken);

    /// <summary>A full page of the ledger.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="page">From 1, the oldest, to <see cref="StockAccount.Pages"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    Task<LedgerPage> ReadPageAsync(Guid productId, int page, CancellationToken cancellationToken);
}

/// <summary>The answer to a movement.</summary>
public sealed record StockResponse(StockOutcome Outcome, StockAccount Account);
