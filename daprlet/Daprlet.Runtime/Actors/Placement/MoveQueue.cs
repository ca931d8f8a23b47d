namespace Daprlet.Actors.Placement;

/// <summary>
/// Where calls wait while actors of their type move between hosts, be it that their own actor stays: calls of actors, and of the state, the reminders
/// and the timers of actors (Dapr's sidecar, between UPDATE and UNLOCK of the placement).
/// </summary>
/// <param name="view">What this host goes by.</param>
/// <param name="nextView">Completes when that changes.</param>
/// <param name="limitOf">How long a call of a type waits at most; then it is judged by what stands.</param>
internal sealed class MoveQueue(Func<PlacementView> view, Func<Task> nextView, Func<string, TimeSpan> limitOf, TimeProvider time)
{
    /// <summary>Completes when no actors of the type move, or when that takes too long.</summary>
    /// <exception cref="OperationCanceledException">The caller does not wait any longer.</exception>
    public ValueTask PassAsync(string type, CancellationToken cancellationToken) => view().IsMoving(type) ? new(WaitAsync(type, cancellationToken)) : ValueTask.CompletedTask;

    private async Task WaitAsync(string type, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limitOf(type), time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            for (var next = nextView(); view().IsMoving(type); next = nextView())
                await next.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // it is judged by what stands
        }
    }
}
