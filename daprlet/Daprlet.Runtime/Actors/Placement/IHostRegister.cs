namespace Daprlet.Actors.Placement;

/// <summary>
/// Where the hosts of actors of a namespace know each other from, seen by one sidecar. The register keeps the membership and what each host has
/// acknowledged; a host that dies is removed from it. Every method throws an <see cref="IOException"/> when the register cannot be used.
/// </summary>
internal interface IHostRegister : IAsyncDisposable
{
    /// <summary>Whether this host may still take turns: false as soon as others may hold it for dead.</summary>
    bool HoldsLease { get; }

    /// <summary>Told when the membership or an acknowledgement may have changed; handlers return at once.</summary>
    event Action? Changed;

    /// <summary>The membership with all acknowledgements, as of one moment.</summary>
    /// <param name="fresh">Whether a copy of a moment ago will not do.</param>
    ValueTask<Membership> ReadAsync(bool fresh, CancellationToken cancellationToken);

    /// <summary>Makes this host known with these types, in place of those that it had.</summary>
    /// <param name="acknowledged">The membership that it follows already.</param>
    ValueTask AnnounceAsync(IReadOnlyList<string> types, long acknowledged, CancellationToken cancellationToken);

    /// <summary>Says that whatever this membership took away from this host is deactivated.</summary>
    ValueTask AcknowledgeAsync(long version, CancellationToken cancellationToken);

    /// <summary>Takes this host out of the register; it must not have any actors.</summary>
    ValueTask LeaveAsync();
}
