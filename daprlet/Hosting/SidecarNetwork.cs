using System.Collections.Concurrent;
using Daprlet.Actors.Placement;

namespace Daprlet.Hosting;

/// <summary>The sidecars of one process, by app id. They call each other without a second network hop.</summary>
public sealed class SidecarNetwork
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<Sidecar>> _sidecars = new(StringComparer.Ordinal);

    /// <summary>Those that host actors.</summary>
    internal HostBoard Actors { get; } = new();

    /// <summary>Tells this network from every other.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The running sidecars of an app, one an instance.</summary>
    public IReadOnlyList<Sidecar> Find(string appId) => _sidecars.GetValueOrDefault(appId, []);

    internal void Add(Sidecar sidecar) =>
        _sidecars.AddOrUpdate(sidecar.AppId, [sidecar], (_, existing) => [.. existing, sidecar]);

    internal void Remove(Sidecar sidecar) =>
        _sidecars.AddOrUpdate(sidecar.AppId, [], (_, existing) => [.. existing.Where(other => other != sidecar)]);
}
