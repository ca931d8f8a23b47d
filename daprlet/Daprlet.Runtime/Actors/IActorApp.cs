namespace Daprlet.Actors;

/// <summary>The app that hosts a sidecar's actors, whatever the way to it: an HTTP server, or streams that the app has opened.</summary>
internal interface IActorApp
{
    /// <summary>Calls a method.</summary>
    /// <param name="call">As the app gets it.</param>
    /// <param name="interruption">Ends the call.</param>
    /// <exception cref="OperationCanceledException">The call was ended.</exception>
    Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken interruption);

    /// <summary>Calls back for a reminder or a timer.</summary>
    /// <param name="reentrancyId">The turn that the app's calls may join; null without reentrancy.</param>
    /// <param name="interruption">Ends the call.</param>
    /// <exception cref="OperationCanceledException">The call was ended.</exception>
    Task<CallbackResult> CallbackAsync(ActorCallback callback, string? reentrancyId, CancellationToken interruption);

    /// <summary>Tells the app that an actor is not active any more. What the app answers changes nothing; one that cannot be reached is not told.</summary>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    Task DeactivateAsync(ActorAddress actor, CancellationToken cancellationToken);
}
