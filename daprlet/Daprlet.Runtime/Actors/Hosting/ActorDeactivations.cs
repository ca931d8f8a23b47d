namespace Daprlet.Actors.Hosting;

/// <summary>Ends actors that are not to be active here any more: their turns under way, what the app keeps of them, their writes.</summary>
internal sealed class ActorDeactivations(IActorApp app, TimeProvider time) : IDisposable
{
    /// <summary>
    /// How long the app may take to deactivate an actor, or all that it loses by one move: what Dapr's placement service gives a sidecar
    /// (<c>--disseminate-timeout</c>). Then they go without its answer.
    /// </summary>
    private static readonly TimeSpan AppTimeout = TimeSpan.FromSeconds(8);

    /// <summary>How many deactivations the app is told of at once.</summary>
    private const int MaxAtOnce = 32;

    private readonly SemaphoreSlim _turn = new(MaxAtOnce);
    private readonly CancellationTokenSource _forceStop = new();

    /// <summary>Ends everything that is waited for.</summary>
    public void ForceStop() => _forceStop.Cancel();

    /// <summary>Limits the deactivation of actors together, with the time for their turns under way.</summary>
    public CancellationTokenSource Limit(TimeSpan drain) => new(drain + AppTimeout, time);

    /// <summary>Lets the turn under way end, or interrupts it, then tells the app, and lets nobody write the actor's state any more.</summary>
    /// <param name="turn">The turn under way.</param>
    /// <param name="drain">How long the turn may go on.</param>
    /// <param name="limit">Ends the wait for the app.</param>
    public async Task EndAsync(Actor actor, Task turn, TimeSpan drain, CancellationToken limit)
    {
        if (!turn.IsCompleted)
        {
            await WaitAsync(turn, drain);
            await actor.InterruptAsync();
            await turn;
        }
        await TellAppAsync(actor.Address, limit);
        await WaitAsync(actor.Writes.CloseAsync(), Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _forceStop.Dispose();
        _turn.Dispose();
    }

    private async Task TellAppAsync(ActorAddress actor, CancellationToken limit)
    {
        await _turn.WaitAsync(CancellationToken.None); // whoever has one gives it back when the limit ends
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, _forceStop.Token);
            await app.DeactivateAsync(actor, either.Token);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WaitAsync(Task task, TimeSpan patience)
    {
        try
        {
            await task.WaitAsync(patience, time, _forceStop.Token);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // it has had its time, or the sidecar has none left
        }
    }
}
