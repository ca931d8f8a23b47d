using Daprlet.Errors;
using Daprlet.Json;
using Daprlet.Scheduling;
using Microsoft.Extensions.Logging;

namespace Daprlet.Actors.Timers;

/// <summary>
/// Timers of actors. They live in the memory of the sidecar that owns their actor, outlive its activation, and end when it moves to another
/// sidecar. A timer's next time comes after its callback has returned, so that it never overtakes itself.
/// </summary>
internal sealed partial class ActorTimers : IActorSchedules, IAsyncDisposable
{
    private readonly TimerQueue _queue = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IActorHosting _hosting;
    private readonly IActorTurns _turns;
    private readonly TimeProvider _time;
    private readonly TimerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Alarm _alarm;
    private Task _working = Task.CompletedTask;

    public ActorTimers(IActorHosting hosting, IActorTurns turns, TimeProvider time, TimerMetrics metrics, ILogger logger)
    {
        (_hosting, _turns, _time, _metrics, _logger) = (hosting, turns, time, metrics, logger);
        _alarm = new Alarm(time);
        hosting.PlacementChanged += DropMoved;
    }

    /// <summary>Begins to fire.</summary>
    public void Start()
    {
        if (_working.IsCompleted)
            _working = FireOnAndOnAsync(_stopping.Token);
    }

    public async Task<ApiError?> RegisterAsync(ActorAddress actor, string name, ScheduleBody body, CancellationToken cancellationToken)
    {
        if (CheckApi(actor.Type) is { } refusal)
            return refusal;
        if (ActorNames.Check(name) is { } wrongName)
            return ActorErrors.BadRequest(wrongName);
        var key = new TimerKey(actor, name);
        if (!_hosting.IsHosted(actor.Type))
            return TimerErrors.Create($"can't create timer for actor {actor.Type}||{actor.Id}: actor type not registered");
        if (!TimerTimes.TryParse(body, _time.GetUtcNow(), out var times, out var wrong))
            return TimerErrors.Create(wrong);
        if (!await _hosting.OwnsAsync(actor, cancellationToken))
            return TimerErrors.NotOwned;
        if (times.IsActiveAt(times.First))
            _queue.Add(new ActorTimer(key, body, times));
        else
            _queue.Remove(key);
        if (!_hosting.IsPlacedHere(actor))
            DropMoved(); // it has moved between the question and the answer
        _alarm.RingBefore(times.First);
        return null;
    }

    public async Task<ApiError?> UnregisterAsync(ActorAddress actor, string name, CancellationToken cancellationToken)
    {
        if (CheckApi(actor.Type) is { } refusal)
            return refusal;
        if (!await _hosting.OwnsAsync(actor, cancellationToken))
            return TimerErrors.NotOwned;
        _queue.Remove(new TimerKey(actor, name));
        return null;
    }

    public async Task<ApiResult<ActorSchedule>> GetAsync(ActorAddress actor, string name, CancellationToken cancellationToken) =>
        await CheckAsync(actor, cancellationToken) is { } refusal ? refusal
        : _queue.Find(new TimerKey(actor, name)) is { } timer ? Shown(timer)
        : _hosting.IsPlacedHere(actor) ? TimerErrors.NotFound(name)
        : TimerErrors.NotOwned; // it has moved between the question and the answer

    public async Task<ApiResult<IReadOnlyList<ActorSchedule>>> ListAsync(ActorAddress actor, CancellationToken cancellationToken) =>
        await CheckAsync(actor, cancellationToken) is { } refusal ? refusal : _queue.Of(actor).ConvertAll(Shown);

    public async ValueTask DisposeAsync()
    {
        _hosting.PlacementChanged -= DropMoved;
        await _stopping.CancelAsync();
        await _working;
        _alarm.Dispose();
        _stopping.Dispose();
    }

    private ApiError? CheckApi(string actorType) => ActorErrors.Reserved(actorType) ?? (_hosting.IsEnabled ? null : ActorErrors.NoPlacement);

    private async Task<ApiError?> CheckAsync(ActorAddress actor, CancellationToken cancellationToken) =>
        CheckApi(actor.Type) is { } refusal ? refusal
        : !_hosting.IsHosted(actor.Type) ? TimerErrors.NotHosted
        : await _hosting.OwnsAsync(actor, cancellationToken) ? null
        : TimerErrors.NotOwned;

    private static ActorSchedule Shown(ActorTimer timer) => new(timer.Key.Actor, timer.Key.Name)
    {
        DueTime = timer.Body.DueTime,
        Period = timer.Body.Period,
        Ttl = timer.Times.Expires is { } end ? Rfc3339.Precise(end) : "",
        Callback = timer.Body.Callback,
        Data = timer.Body.Data,
    };

    /// <summary>Ends the timers whose actors are not this sidecar's any more.</summary>
    private void DropMoved()
    {
        foreach (var key in _queue.RemoveWhere(key => !_hosting.IsPlacedHere(key.Actor)))
        {
            _metrics.Dropped(key.Actor.Type);
            LogDropped(_logger, key);
        }
    }

    private async Task FireOnAndOnAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            _alarm.Clear();
            foreach (var timer in _queue.TakeDue(_time.GetUtcNow()))
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
                var result = await _turns.CallbackAsync(new DueTimer(key.Actor, key.Name, body.Data, body.Callback, body.DueTime, body.Period), stopping);
                if (result.Outcome == CallbackOutcome.Failed)
                    LogFailed(_logger, key, result.Error);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            LogBroken(_logger, e, key);
        }
        var next = timer.Fired();
        _queue.Return(timer, next);
        if (next is not null)
            _alarm.RingBefore(next.Due);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Error executing timer for actor {Timer}: {Cause}")]
    private static partial void LogFailed(ILogger logger, TimerKey timer, string cause);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Timer {Timer} ends, for its actor is not on this sidecar any more")]
    private static partial void LogDropped(ILogger logger, TimerKey timer);

    [LoggerMessage(Level = LogLevel.Error, Message = "The callback of timer {Timer} broke off")]
    private static partial void LogBroken(ILogger logger, Exception exception, TimerKey timer);
}
