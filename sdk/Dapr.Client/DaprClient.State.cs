namespace Dapr.Client;

/// <content>State.</content>
public abstract partial class DaprClient
{
    /// <summary>Reads a value; default if the key does not exist.</summary>
    /// <exception cref="DaprException">The sidecar failed, or the value is not JSON of <typeparamref name="TValue"/>.</exception>
    public abstract Task<TValue> GetStateAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Reads several keys as JSON text.</summary>
    /// <param name="storeName">The component name of the store.</param>
    /// <param name="keys">The keys, at least one.</param>
    /// <param name="parallelism">How many keys the sidecar reads at once; null leaves it to the sidecar.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public abstract Task<IReadOnlyList<BulkStateItem>> GetBulkStateAsync(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Reads several keys.</summary>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="storeName">The component name of the store.</param>
    /// <param name="keys">The keys, at least one.</param>
    /// <param name="parallelism">How many keys the sidecar reads at once; null leaves it to the sidecar.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public abstract Task<IReadOnlyList<BulkStateItem<TValue>>> GetBulkStateAsync<TValue>(string storeName, IReadOnlyList<string> keys, int? parallelism, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Saves several keys. Not a transaction: some may be saved and others not when it throws.</summary>
    public abstract Task SaveBulkStateAsync<TValue>(string storeName, IReadOnlyList<SaveStateItem<TValue>> items, CancellationToken cancellationToken = default);

    /// <summary>Deletes several keys. Not a transaction: some may be deleted and others not when it throws.</summary>
    public abstract Task DeleteBulkStateAsync(string storeName, IReadOnlyList<BulkDeleteStateItem> items, CancellationToken cancellationToken = default);

    /// <summary>Reads a value and its ETag; default and an empty ETag if the key does not exist.</summary>
    public abstract Task<(TValue value, string etag)> GetStateAndETagAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a value as an entry that can be changed and saved back.</summary>
    public async Task<StateEntry<TValue>> GetStateEntryAsync<TValue>(string storeName, string key, ConsistencyMode? consistencyMode = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(storeName);
        ArgumentException.ThrowIfNullOrEmpty(key);

        var (value, etag) = await GetStateAndETagAsync<TValue>(storeName, key, consistencyMode, metadata, cancellationToken);
        return new StateEntry<TValue>(this, storeName, key, value, etag);
    }

    /// <summary>Saves a value, whatever is there.</summary>
    public abstract Task SaveStateAsync<TValue>(string storeName, string key, TValue value, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Saves a value if the key still has <paramref name="etag"/>.</summary>
    /// <returns>False if the key has another ETag; every other failure throws.</returns>
    public abstract Task<bool> TrySaveStateAsync<TValue>(string storeName, string key, TValue value, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Performs all operations or, on stores that can roll back, none.</summary>
    public abstract Task ExecuteStateTransactionAsync(string storeName, IReadOnlyList<StateTransactionRequest> operations, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a key, whatever is there.</summary>
    public abstract Task DeleteStateAsync(string storeName, string key, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Deletes a key if it still has <paramref name="etag"/>.</summary>
    /// <returns>False if the key has another ETag or is gone; every other failure throws.</returns>
    public abstract Task<bool> TryDeleteStateAsync(string storeName, string key, string etag, StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);
}
