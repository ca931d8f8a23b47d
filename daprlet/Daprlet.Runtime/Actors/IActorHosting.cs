namespace Daprlet.Actors;

/// <summary>What this sidecar hosts, and when that changes. Handlers of the events must return at once.</summary>
public interface IActorHosting
{
    /// <summary>Whether there are actors at all; false where daprd would have no placement service.</summary>
    bool IsEnabled { get; }

    /// <summary>Whether the app hosts the type and there is a store for its actors; it stays so while the app is unhealthy.</summary>
    bool IsHosted(string type);

    /// <summary>The types that the app hosts; none where there is no store for their actors.</summary>
    IReadOnlyList<string> Types { get; }

    /// <summary>Whether the actor is placed on this sidecar now. A turn may still be refused: the placement can change at any moment.</summary>
    bool IsPlacedHere(ActorAddress actor);

    /// <summary>Whether actors of the type are about to move between sidecars.</summary>
    bool IsMoving(string type);

    /// <summary>Completes when no actors of the type are about to move, or when that takes too long: meanwhile whatever concerns the type waits here.</summary>
    /// <exception cref="OperationCanceledException">The caller does not wait any longer.</exception>
    ValueTask AwaitMoveAsync(string type, CancellationToken cancellationToken);

    /// <summary>Whether the actor is placed on this sidecar; waits while actors of its type move.</summary>
    Task<bool> OwnsAsync(ActorAddress actor, CancellationToken cancellationToken);

    /// <summary>Whether the actor is active here, or its deactivation has not ended.</summary>
    bool IsActive(ActorAddress actor);

    /// <summary>Begins a write of the actor's state, which disposing the answer ends. Waits while actors of its type move, and holds the actor here until it has ended.</summary>
    /// <returns>Null when the actor is not active here, or not any more: then another host may have it.</returns>
    /// <exception cref="OperationCanceledException">The caller does not wait any longer.</exception>
    ValueTask<IDisposable?> BeginWriteAsync(ActorAddress actor, CancellationToken cancellationToken);

    event Action<ActorAddress>? Activated;

    /// <summary>The actor takes no more turns here, and the last one has ended.</summary>
    event Action<ActorAddress>? Deactivated;

    /// <summary>Types or actors may have come to this sidecar, or may have left it.</summary>
    event Action? PlacementChanged;
}
