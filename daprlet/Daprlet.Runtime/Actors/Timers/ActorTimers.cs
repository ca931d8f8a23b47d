using Daprlet.Errors;
using Daprlet.Scheduling;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Timers;

/// <summary>
/// Timers of actors. They live in the memory of the sidecar that they were registered with, and outlive the activation of their actor. A
/// timer's next time comes after its callback has returned, so that it never overtakes itself.
/// </summary>
internal sealed partial class ActorTimers(IActorHosting hosting, IActorTurns turns, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly TimerQueue _queue = new();
    private readonly Alarm _alarm = new(time);
    private readonly CancellationTokenSource _stopping = new();
    private Task _working = Task.CompletedTask;

    /// <summary>Begins to fire.</summary>
    public void Start()
    {
        if (_working.IsCompleted)
            _working = FireOnAndOnAsync(_stopping.Token);
    }

    /// <summary>Sets a timer in the place of the one of its name.</summary>
    /// <returns>Why it was not set; null when it was.</returns>
    public ApiError? Register(ActorAddress actor, string name, ScheduleBody body)
    {
        if (!hosting.IsEnabled)
            return ActorErrors.NoPlacement;
        var key = new TimerKey(actor, name);
        if (!hosting.IsHosted(actor.Type))
            return TimerErrors.Create($"can't create timer for actor {actor.Type}||{actor.Id}: actor type not registered");
        if (!TimerTimes.TryParse(body, time.GetUtcNow(), out var times, out var wrong))
            return TimerErrors.Create(wrong);
        if (times.IsActiveAt(times.First))
            _queue.Add(new ActorTimer(key, body, times));
        else
            _queue.Remove(key);
        _alarm.RingBefore(times.First);
        return null;
    }

    /// <summary>Deletes a timer; that there is none is fine.</summary>
    public ApiError? Delete(ActorAddress actor, string name)
    {
        if (!hosting.IsEnabled)
            return ActorErrors.NoPlacement;
        _queue.Remove(new TimerKey(actor, name));
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _working;
        _alarm.Dispose();
        _stopping.Dispose();
    }

    private async Task FireOnAndOnAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _alarm.Clear();
            foreach (var timer in _queue.TakeDue(time.GetUtcNow()))
                _ = FireAsync(timer, stopping);
            _alarm.Set(_queue.Next() ?? DateTimeOffset.MaxValue);
            await _alarm.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A callback that fails counts like one that succeeds.</summary>
    private async Task FireAsync(ActorTimer timer, CancellationToken stopping)
    {
        var (key, body) = (timer.Key, timer.Body);
        try
        {
            if (_queue.Has(timer))
            {
                var result = await turns.CallbackAsync(key.Actor, $"timer/{key.Name}", CallbackBody.ForTimer(body.Callback, body.Data, body.DueTime, body.Period), stopping);
                if (result.Outcome is CallbackOutcome.Failed or CallbackOutcome.NotHere)
                    LogFailed(logger, key, result.Outcome == CallbackOutcome.Failed ? result.Error : "the actor is not on this sidecar");
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            LogBroken(logger, e, key);
        }
        var next = timer.Fired();
        _queue.Return(timer, next);
        if (next is not null)
            _alarm.RingBefore(next.Due);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Error executing timer for actor {Timer}: {Cause}")]
    private static partial void LogFailed(ILogger logger, TimerKey timer, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The callback of timer {Timer} broke off")]
    private static partial void LogBroken(ILogger logger, Exception exception, TimerKey timer);
}
