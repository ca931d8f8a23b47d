using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.ServiceDefaults.State;

/// <summary>Changes of a key that others may change at the same time.</summary>
public static class StateUpdates
{
    private const int MaxAttempts = 12;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    private static readonly StateOptions FirstWrite =
        new() { Concurrency = ConcurrencyMode.FirstWrite, Consistency = ConsistencyMode.Strong };

    /// <summary>
    /// Reads a key, changes its value and saves it with the ETag that was read, again from the start when someone else was
    /// faster. Keys changed so are never deleted: with Redis an ETag of a deleted key passes, and creates it anew.
    /// </summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="store">The state component.</param>
    /// <param name="key">The key.</param>
    /// <param name="change">
    /// Gives the new value, or the same one to leave it. It may run several times, and once more on its own result where an
    /// answer got lost, so it decides by the value alone.
    /// </param>
    /// <param name="cancellationToken">Cancels the attempt; whether the key was changed is then unknown.</param>
    /// <returns>The value that stands now; null if there is none.</returns>
    /// <exception cref="ServiceUnavailableException">Others were faster too often.</exception>
    public static Task<T?> UpdateStateAsync<T>(
        this DaprClient dapr, string store, string key, Func<T, T> change, CancellationToken cancellationToken = default)
        where T : class =>
        dapr.UpdateStateAsync<T>(store, key, (current, _) => Task.FromResult(change(current)), cancellationToken);

    /// <summary>The same, for a change that reads or writes other keys on its way.</summary>
    /// <inheritdoc cref="UpdateStateAsync{T}(DaprClient, string, string, Func{T, T}, CancellationToken)" />
    public static Task<T?> UpdateStateAsync<T>(
        this DaprClient dapr, string store, string key, Func<T, CancellationToken, Task<T>> change, CancellationToken cancellationToken = default)
        where T : class => dapr.UpdateAsync(store, key, change, metadata: null, cancellationToken);

    /// <summary>The same, for a key that goes away by itself. A change that meets its end brings it back, whole, on some backends.</summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="store">The state component; one that has TTL.</param>
    /// <param name="key">The key.</param>
    /// <param name="change">Gives the new value, or the same one to leave it.</param>
    /// <param name="timeToLive">How long the key stays from this change on, in whole seconds.</param>
    /// <param name="cancellationToken">Cancels the attempt; whether the key was changed is then unknown.</param>
    /// <inheritdoc cref="UpdateStateAsync{T}(DaprClient, string, string, Func{T, CancellationToken, Task{T}}, CancellationToken)" />
    public static Task<T?> UpdateStateAsync<T>(
        this DaprClient dapr, string store, string key, Func<T, CancellationToken, Task<T>> change, TimeSpan timeToLive,
        CancellationToken cancellationToken = default)
        where T : class => dapr.UpdateAsync(store, key, change, TimeToLive.Metadata(timeToLive), cancellationToken);

    private static async Task<T?> UpdateAsync<T>(
        this DaprClient dapr, string store, string key, Func<T, CancellationToken, Task<T>> change,
        IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var (current, etag) = await dapr.GetStateAndETagAsync<T?>(store, key, ConsistencyMode.Strong, cancellationToken: cancellationToken);
            if (current is null) return null;
            var changed = await change(current, cancellationToken);
            if (ReferenceEquals(changed, current)) return current;
            if (await dapr.TrySaveStateAsync(store, key, changed, etag, FirstWrite, metadata, cancellationToken)) return changed;
            await Task.Delay(Pause(attempt), cancellationToken);
        }

        throw new ServiceUnavailableException("contention", "Too many changes at once. Try again.");
    }

    // Jitter keeps writers that lost together from losing together again.
    private static TimeSpan Pause(int attempt)
    {
        var ceiling = Math.Min(LongestPause.TotalMilliseconds, FirstPause.TotalMilliseconds * (1 << attempt));
        return TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * ceiling);
    }
}
