using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.Persistence.Actors;

/// <summary>
/// Bounds the calls that an actor's turn makes to its sidecar. While a type of actor moves, Dapr queues them, and the SDK's client would
/// wait for 100 s: a turn that hangs in one holds up the move that it waits for.
/// </summary>
/// <param name="time">The clock of the limit.</param>
public sealed class ActorCalls(TimeProvider time)
{
    /// <summary>How long a call may take: 5 s, below the 8 s that Dapr has for a move.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Makes a call that can be cancelled.</summary>
    /// <param name="call">The call.</param>
    /// <param name="turnEnd">Ends the turn.</param>
    /// <exception cref="ServiceUnavailableException">There is no answer within the limit; whether the call did what was asked is unknown.</exception>
    /// <exception cref="OperationCanceledException">The turn ended.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken turnEnd)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(turnEnd, limit.Token);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !turnEnd.IsCancellationRequested)
        {
            throw new ServiceUnavailableException(ErrorCodes.SidecarUnavailable, "The sidecar does not answer. Try again.", exception);
        }
    }

    /// <inheritdoc cref="RunAsync{T}" />
    public Task RunAsync(Func<CancellationToken, Task> call, CancellationToken turnEnd) => RunAsync(async token =>
    {
        await call(token);
        return true;
    }, turnEnd);

    /// <summary>Waits for a call that cannot be cancelled, such as the SDK's for reminders. Left alone, it may still be carried out, late.</summary>
    /// <inheritdoc cref="RunAsync{T}" />
    public Task WaitAsync(Func<Task> call, CancellationToken turnEnd) => RunAsync(token => call().WaitAsync(token), turnEnd);
}
