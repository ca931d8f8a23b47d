namespace Daprlet.Actors;

/// <summary>The actors of one sidecar, as another one reaches them.</summary>
internal interface IActorPeer
{
    /// <summary>Runs a method as a turn, if the actor is placed there.</summary>
    /// <param name="cancellationToken">Ends the wait for the turn; a turn that has begun runs to its end.</param>
    Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken);
}
