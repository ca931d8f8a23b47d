namespace Daprlet.Actors;

/// <summary>Runs callbacks (reminders, timers) as turns of actors that are placed on this sidecar.</summary>
public interface IActorTurns
{
    /// <summary>Activates the actor if it is not active, waits for its turn, and calls the app.</summary>
    /// <param name="cancellationToken">Ends the wait for the turn; a turn that has begun runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    Task<CallbackResult> CallbackAsync(ActorCallback callback, CancellationToken cancellationToken);
}
