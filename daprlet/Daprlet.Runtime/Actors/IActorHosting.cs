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

    /// <summary>Whether the actor is placed on this sidecar; waits while it is about to be, because another one still has to let it go.</summary>
    Task<bool> OwnsAsync(ActorAddress actor, CancellationToken cancellationToken);

    /// <summary>Whether the actor may use its state: it is active here, or its last turn is waited for.</summary>
    bool IsActive(ActorAddress actor);

    event Action<ActorAddress>? Activated;

    /// <summary>The actor takes no more turns here, and the last one has ended.</summary>
    event Action<ActorAddress>? Deactivated;

    /// <summary>Types or actors may have come to this sidecar, or may have left it.</summary>
    event Action? PlacementChanged;
}
