using System.Collections.Concurrent;

namespace Daprlet.Sidecars;

/// <summary>The sidecars of one process that know each other: they call each other's apps without a second network hop, and host actors together.</summary>
public sealed class SidecarNetwork
{
    private readonly ConcurrentDictionary<Type, object> _shared = new();

    /// <summary>Tells this network from every other.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What the sidecars of the network share: one of each type.</summary>
    internal T Shared<T>() where T : class, new() => (T)_shared.GetOrAdd(typeof(T), _ => new T());
}
