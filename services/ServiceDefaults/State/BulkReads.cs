using Dapr.Client;

namespace DaprShop.ServiceDefaults.State;

/// <summary>Reads of many keys at once.</summary>
public static class BulkReads
{
    private const int ParallelReads = 16;

    /// <summary>
    /// Reads keys, and gives their values in the order in which they were asked for. Dapr's bulk read answers in the order of the
    /// backend: that of the rows in SQL, that in which parallel reads have ended elsewhere.
    /// </summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="store">The state component.</param>
    /// <param name="keys">The keys, each once; together their values must stay within the 4 MiB that a sidecar gives at once.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>A value for each key; null where there is none.</returns>
    public static async Task<IReadOnlyList<T?>> GetManyAsync<T>(
        this DaprClient dapr, string store, IReadOnlyList<string> keys, CancellationToken cancellationToken) where T : class
    {
        if (keys.Count == 0) return [];
        var items = await dapr.GetBulkStateAsync<T?>(store, keys, ParallelReads, cancellationToken: cancellationToken);
        var values = items.ToDictionary(item => item.Key, item => item.Value);
        return [.. keys.Select(key => values.GetValueOrDefault(key))];
    }
}
