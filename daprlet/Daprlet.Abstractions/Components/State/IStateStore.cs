namespace Daprlet.Components.State;

/// <summary>
/// A backend of the state building block. Keys come with their prefix, options have been checked; everything that an app can do wrong
/// comes back as a <see cref="StateFault"/>, everything else that goes wrong is a <see cref="StateStoreException"/>. Safe for concurrent use.
/// </summary>
public interface IStateStore : IComponent
{
    /// <summary>What is stored under a key and has not expired, or null.</summary>
    /// <exception cref="StateStoreException">The backend failed.</exception>
    ValueTask<StateEntry?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// What is stored under several keys, as far as the backend can see them at one moment. The order, and what becomes of a key that is
    /// asked for twice, are the backend's, as they are in Dapr.
    /// </summary>
    /// <exception cref="StateStoreException">The backend failed.</exception>
    ValueTask<IReadOnlyList<StateItem>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Executes one operation; null when it is done, durable if the backend is.</summary>
    /// <exception cref="StateStoreException">The backend failed; whether the operation was done is not known.</exception>
    ValueTask<StateFault?> ExecuteAsync(StateOperation operation);

    /// <summary>Executes several operations in their order, all of them or none.</summary>
    /// <exception cref="StateStoreException">The backend failed; whether the operations were done is not known.</exception>
    ValueTask<StateFault?> TransactAsync(IReadOnlyList<StateOperation> operations);
}

/// <summary>A value with its version.</summary>
/// <param name="Value">The bytes: JSON text, or whatever an app or the encryption has stored.</param>
/// <param name="ETag">Changes with every write.</param>
/// <param name="Expires">When the value ends, if it does.</param>
public sealed record StateEntry(ReadOnlyMemory<byte> Value, string ETag, DateTimeOffset? Expires);

/// <summary>A key that was asked for, and what is stored under it, if anything.</summary>
/// <param name="Error">Why this one key could not be read, or null.</param>
public readonly record struct StateItem(string Key, StateEntry? Entry, string? Error = null);

/// <summary>The backend failed at something that should have worked. The message holds no value and no secret.</summary>
public sealed class StateStoreException(string message, Exception? inner = null) : Exception(message, inner);
