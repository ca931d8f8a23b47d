using System.Collections.Concurrent;

namespace Daprlet.Invocation;

/// <summary>The running sidecars of a <see cref="Sidecars.SidecarNetwork"/>, as others of it call their apps.</summary>
internal sealed class LocalSidecars
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<LocalSidecar>> _byApp = new(StringComparer.Ordinal);

    /// <summary>Those of an app, one an instance.</summary>
    public IReadOnlyList<LocalSidecar> Find(string appId, string @namespace) =>
        [.. _byApp.GetValueOrDefault(appId, []).Where(sidecar => sidecar.Namespace == @namespace)];

    public void Add(LocalSidecar sidecar) => _byApp.AddOrUpdate(sidecar.AppId, [sidecar], (_, existing) => [.. existing, sidecar]);

    public void Remove(LocalSidecar sidecar) => _byApp.AddOrUpdate(sidecar.AppId, [], (_, existing) => [.. existing.Where(other => other != sidecar)]);
}

/// <summary>One running sidecar.</summary>
/// <param name="Invoker">Calls its app.</param>
internal sealed record LocalSidecar(string AppId, string Namespace, AppInvoker Invoker);
