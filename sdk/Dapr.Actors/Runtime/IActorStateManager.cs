#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>
/// An actor's state: named values, read once an activation and kept until they are saved. What a turn changed is saved in one transaction
/// when the turn ends, or lost if the turn throws.
/// </summary>
/// <remarks>
/// A <c>ttl</c> says when a value ends; without one it does not, whatever was said before. Methods that go to the sidecar throw what
/// <see cref="Client.ActorProxy"/> names. Every name must not be null.
/// </remarks>
public interface IActorStateManager
{
    /// <summary>Forgets a state that was read, so that it is read again when it is asked for.</summary>
    /// <exception cref="InvalidOperationException">It was changed and not saved, and the options do not allow that to be lost.</exception>
    Task UnloadStateAsync(string stateName, UnloadStateOptions options = null, CancellationToken cancellationToken = default);

    /// <exception cref="InvalidOperationException">There is such a state.</exception>
    Task AddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AddStateAsync{T}(string, T, CancellationToken)"/>
    Task AddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <exception cref="KeyNotFoundException">There is no such state.</exception>
    Task<T> GetStateAsync<T>(string stateName, CancellationToken cancellationToken = default);

    /// <summary>Adds or replaces a state. Reads it first if it was not read yet.</summary>
    Task SetStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="SetStateAsync{T}(string, T, CancellationToken)"/>
    Task SetStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <exception cref="KeyNotFoundException">There is no such state.</exception>
    Task RemoveStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <returns>Whether the state was added; false if there is such a state.</returns>
    Task<bool> TryAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="TryAddStateAsync{T}(string, T, CancellationToken)"/>
    Task<bool> TryAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <returns>The value, if there is such a state.</returns>
    Task<ConditionalValue<T>> TryGetStateAsync<T>(string stateName, CancellationToken cancellationToken = default);

    /// <returns>Whether the state was removed; false if there is no such state.</returns>
    Task<bool> TryRemoveStateAsync(string stateName, CancellationToken cancellationToken = default);

    Task<bool> ContainsStateAsync(string stateName, CancellationToken cancellationToken = default);

    /// <returns>The state's value, which is <paramref name="value"/> if there was no such state.</returns>
    Task<T> GetOrAddStateAsync<T>(string stateName, T value, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="GetOrAddStateAsync{T}(string, T, CancellationToken)"/>
    Task<T> GetOrAddStateAsync<T>(string stateName, T value, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <returns>The new value.</returns>
    Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="AddOrUpdateStateAsync{T}(string, T, Func{string, T, T}, CancellationToken)"/>
    /// <remarks>The time to live is not that of a state which was read or changed before: it keeps the one that it has.</remarks>
    Task<T> AddOrUpdateStateAsync<T>(string stateName, T addValue, Func<string, T, T> updateValueFactory, TimeSpan ttl, CancellationToken cancellationToken = default);

    /// <summary>Forgets all that was read, and every change that was not saved.</summary>
    Task ClearCacheAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves all changes in one transaction now, as the end of each turn does of its own accord.</summary>
    Task SaveStateAsync(CancellationToken cancellationToken = default);
}
