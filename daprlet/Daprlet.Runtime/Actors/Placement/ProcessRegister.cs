namespace Daprlet.Actors.Placement;

/// <summary>The register of the sidecars of one process: a <see cref="HostBoard"/>. Nobody dies there alone, so that no lease is needed.</summary>
internal sealed class ProcessRegister(HostBoard board, string id, string @namespace, IActorPeer self) : IHostRegister
{
    public event Action? Changed
    {
        add => board.Changed += value;
        remove => board.Changed -= value;
    }

    public bool HoldsLease => true;

    public ValueTask<Membership> ReadAsync(bool fresh, CancellationToken cancellationToken) => new(board.Read(@namespace));

    public ValueTask AnnounceAsync(IReadOnlyList<string> types, long acknowledged, CancellationToken cancellationToken)
    {
        board.Put(new ActorHost(id, @namespace, types, acknowledged, self));
        return ValueTask.CompletedTask;
    }

    public ValueTask AcknowledgeAsync(long version, CancellationToken cancellationToken)
    {
        board.Acknowledge(id, version);
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync()
    {
        board.Remove(id);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => LeaveAsync();
}
