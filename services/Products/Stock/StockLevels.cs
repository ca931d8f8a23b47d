using Dapr.Client;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Products.Stock;

/// <summary>
/// How many pieces can be bought now, for those who only look: the key <c>stock-{productId}</c> in the state store, which a product's
/// actor writes before it answers. So that many products can be shown without waiting for the turns of as many actors.
/// </summary>
internal sealed class StockLevels(DaprClient dapr, IOptions<ProductsOptions> options)
{
    /// <summary>The available pieces by product; a product without an account has none.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> ReadAsync(IReadOnlyCollection<Guid> productIds, CancellationToken cancellationToken)
    {
        var ids = productIds.Distinct().ToList();
        var levels = await dapr.GetManyAsync<StockLevel>(options.Value.StateStore, [.. ids.Select(Key)], cancellationToken);
        return ids.Zip(levels).ToDictionary(pair => pair.First, pair => pair.Second?.Available ?? 0);
    }

    /// <summary>Shows an account, unless a later version of it is shown already.</summary>
    public async Task SaveAsync(Guid productId, StockAccount account, CancellationToken cancellationToken)
    {
        var stands = await dapr.UpdateStateAsync<StockLevel>(options.Value.StateStore, Key(productId), level => Later(level, account), cancellationToken)
            ?? (await dapr.CreateOnlyAsync(options.Value.StateStore, Key(productId), new StockLevel(account.Version, account.Available), cancellationToken)).Value;
        if (stands.Version < account.Version) await SaveAsync(productId, account, cancellationToken);
    }

    private static StockLevel Later(StockLevel level, StockAccount account) =>
        level.Version >= account.Version ? level : level with { Version = account.Version, Available = account.Available };

    private static string Key(Guid productId) => $"stock-{productId}";
}

/// <summary>What is shown of an account.</summary>
/// <param name="Version">The account's version.</param>
/// <param name="Available">What can be bought.</param>
internal sealed record StockLevel(long Version, long Available) : CreateOnlyValue;
