namespace Daprlet.Actors.Placement;

/// <summary>One sidecar that hosts actors, as the others know it.</summary>
/// <param name="Id">Unique to this run of the sidecar.</param>
/// <param name="Namespace">The sidecars of a namespace share their actors.</param>
/// <param name="Types">The actor types that its app hosts; none when it is about to leave.</param>
/// <param name="Acknowledged">The newest membership that it follows: whatever that one took away from it is deactivated.</param>
/// <param name="Actors">The way to its actors.</param>
internal sealed record ActorHost(string Id, string Namespace, IReadOnlyList<string> Types, long Acknowledged, IActorPeer Actors)
{
    /// <summary>The host's part in placing actors.</summary>
    public ulong Hash { get; } = RendezvousHash.Of(Id);
}
