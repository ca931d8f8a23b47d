using Dapr;
using Dapr.Client;

namespace DaprShop.ServiceDefaults.State;

/// <summary>The value of a key that is created once by one writer, whoever else tries. Later changes keep <see cref="Writer"/>.</summary>
public abstract record CreateOnlyValue
{
    /// <summary>Who created the key: an id of its own for every attempt, by which a writer knows its own value again.</summary>
    public Guid Writer { get; init; } = Guid.CreateVersion7();
}

/// <summary>What came of an attempt to create a key.</summary>
/// <param name="Created">Whether the value is ours.</param>
/// <param name="Value">The value that stands now: ours, or the one that was there.</param>
public readonly record struct CreateOnlyResult<T>(bool Created, T Value) where T : CreateOnlyValue;

/// <summary>Creation of a key if it is absent, on every backend.</summary>
public static class CreateOnly
{
    private static readonly StateOptions FirstWrite =
        new() { Concurrency = ConcurrencyMode.FirstWrite, Consistency = ConsistencyMode.Strong };

    /// <summary>
    /// Creates a key unless it is there. Backends refuse in different ways (Redis with the error that it has for everything),
    /// and an answer can get lost after the write, so anything but success is settled by reading the key back.
    /// </summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="store">The state component.</param>
    /// <param name="key">The key; only ever written through this method, or with its ETag.</param>
    /// <param name="value">A value made for this attempt.</param>
    /// <param name="cancellationToken">Cancels the attempt; whether the key was written is then unknown.</param>
    /// <exception cref="DaprException">The sidecar or the backend failed, and the key is not there.</exception>
    public static Task<CreateOnlyResult<T>> CreateOnlyAsync<T>(
        this DaprClient dapr, string store, string key, T value, CancellationToken cancellationToken = default)
        where T : CreateOnlyValue => dapr.CreateAsync(store, key, value, metadata: null, cancellationToken);

    /// <summary>The same, for a key that goes away by itself; its value counts no more then, whoever created it.</summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="store">The state component; one that has TTL.</param>
    /// <param name="key">The key; only ever written through this method, or with its ETag.</param>
    /// <param name="value">A value made for this attempt.</param>
    /// <param name="timeToLive">How long it stays, in whole seconds.</param>
    /// <param name="cancellationToken">Cancels the attempt; whether the key was written is then unknown.</param>
    /// <inheritdoc cref="CreateOnlyAsync{T}(DaprClient, string, string, T, CancellationToken)" />
    public static Task<CreateOnlyResult<T>> CreateOnlyAsync<T>(
        this DaprClient dapr, string store, string key, T value, TimeSpan timeToLive, CancellationToken cancellationToken = default)
        where T : CreateOnlyValue => dapr.CreateAsync(store, key, value, TimeToLive.Metadata(timeToLive), cancellationToken);

    private static async Task<CreateOnlyResult<T>> CreateAsync<T>(
        this DaprClient dapr, string store, string key, T value, IReadOnlyDictionary<string, string>? metadata, CancellationToken cancellationToken)
        where T : CreateOnlyValue
    {
        DaprException? failure = null;
        try
        {
            if (await dapr.TrySaveStateAsync(store, key, value, etag: "", FirstWrite, metadata, cancellationToken))
                return new(true, value);
        }
        catch (DaprException exception)
        {
            failure = exception;
        }

        var stored = await dapr.GetStateAsync<T?>(store, key, ConsistencyMode.Strong, cancellationToken: cancellationToken);
        return stored is null
            ? throw new DaprException($"Key '{key}' of '{store}' could not be created.", failure!)
            : new(stored.Writer == value.Writer, stored);
    }
}
