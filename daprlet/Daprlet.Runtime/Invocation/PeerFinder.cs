using Daprlet.Blocks;
using Daprlet.NameResolution;

namespace Daprlet.Invocation;

/// <summary>Finds the instances of other apps.</summary>
/// <param name="resolver">Finds the sidecars of other processes; null for a sidecar that knows only those of its own.</param>
internal sealed class PeerFinder(SidecarServices services, INameResolver? resolver)
{
    private uint _turn;

    /// <summary>The instances in this process, in turn; only healthy ones while there is one.</summary>
    public IReadOnlyList<LocalSidecar> InProcess(AppAddress app)
    {
        var instances = services.Options.Network?.Shared<LocalSidecars>().Find(app.AppId, app.Namespace) ?? [];
        var healthy = instances.Where(instance => instance.Invoker.IsHealthy).ToList();
        return InTurn(healthy.Count > 0 ? healthy : instances);
    }

    /// <summary>The instances in other processes, in turn.</summary>
    /// <exception cref="InvocationException">There is none.</exception>
    public async Task<IReadOnlyList<Peer>> InOtherProcessesAsync(AppAddress app, CancellationToken cancellationToken)
    {
        var peers = resolver is null ? [] : await resolver.FindAsync(app.AppId, app.Namespace, cancellationToken);
        return peers.Count > 0 ? InTurn(peers) : throw InvocationException.NoHost();
    }

    /// <summary>All of them, each call beginning with another one.</summary>
    private IReadOnlyList<T> InTurn<T>(IReadOnlyList<T> items)
    {
        if (items.Count < 2)
            return items;
        var start = (int)(Interlocked.Increment(ref _turn) % (uint)items.Count);
        return [.. items.Skip(start), .. items.Take(start)];
    }
}
