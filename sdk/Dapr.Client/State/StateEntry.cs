using Dapr.Client;

namespace Dapr;

/// <summary>A value with its key and ETag, to change it and save it back.</summary>
/// <typeparam name="TValue">The type of the value.</typeparam>
/// <param name="client">The client that saves and deletes.</param>
/// <param name="storeName">The component name of the state store.</param>
/// <param name="key">The key.</param>
/// <param name="value">The value.</param>
/// <param name="etag">The ETag; empty if the key did not exist.</param>
public sealed class StateEntry<TValue>(DaprClient client, string storeName, string key, TValue value, string etag)
{
    public string StoreName { get; } = storeName ?? throw new ArgumentNullException(nameof(storeName));

    public string Key { get; } = key ?? throw new ArgumentNullException(nameof(key));

    public TValue Value { get; set; } = value;

    public string ETag { get; } = etag;

    /// <summary>Deletes the key, whoever changed it meanwhile.</summary>
    public Task DeleteAsync(StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        client.DeleteStateAsync(StoreName, Key, stateOptions, metadata, cancellationToken);

    /// <summary>Saves the value, whoever changed it meanwhile.</summary>
    public Task SaveAsync(StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        client.SaveStateAsync(StoreName, Key, Value, stateOptions, metadata, cancellationToken);

    /// <summary>Saves the value if the key still has <see cref="ETag"/>; false if not.</summary>
    public Task<bool> TrySaveAsync(StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        client.TrySaveStateAsync(StoreName, Key, Value, ETag, stateOptions, metadata, cancellationToken);

    /// <summary>Deletes the key if it still has <see cref="ETag"/>; false if not.</summary>
    public Task<bool> TryDeleteAsync(StateOptions? stateOptions = null, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        client.TryDeleteStateAsync(StoreName, Key, ETag, stateOptions, metadata, cancellationToken);
}
