namespace Daprlet.Actors;

/// <summary>Runs callbacks (reminders, timers) as turns of actors that are placed on this sidecar.</summary>
public interface IActorTurns
{
    /// <summary>Activates the actor if it is not active, waits for its turn, and calls the app: <c>PUT /actors/{type}/{id}/method/{path}</c>.</summary>
    /// <param name="path">Such as <c>remind/daily</c> or <c>timer/tick</c>.</param>
    /// <param name="body">JSON.</param>
    /// <param name="cancellationToken">Ends the wait for the turn; a turn that has begun runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    Task<CallbackResult> CallbackAsync(ActorAddress actor, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
