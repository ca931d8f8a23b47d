using DaprShop.ServiceDefaults.Errors;

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
    /// <returns>What came of it, and the pieces after it; null for a product that has no account.</returns>
    /// <exception cref="ServiceUnavailableException">It did not get its turn in time; whether it took effect is unknown.</exception>
    Task<StockResponse?> ApplyAsync(Guid productId, StockMovement movement, CancellationToken cancellationToken);

    /// <summary>The balance and a page of the ledger as of now; null for a product that has no account.</summary>
    /// <param name="productId">The product.</param>
    /// <param name="page">From 1, the oldest; null for the latest.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="ServiceUnavailableException">It did not get its turn in time.</exception>
    Task<StockReading?> ReadAsync(Guid productId, int? page, CancellationToken cancellationToken);

    /// <summary>How many pieces of products can be bought: no less current than the last movement that was answered.</summary>
    /// <returns>The pieces by product; 0 for a product that has no account.</returns>
    Task<IReadOnlyDictionary<Guid, long>> ReadAvailableAsync(IReadOnlyCollection<Guid> productIds, CancellationToken cancellationToken);
}
