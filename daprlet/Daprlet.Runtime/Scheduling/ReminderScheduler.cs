using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Daprlet.Scheduling;

/// <summary>
/// Fires the reminders that are due and whose actors are here. One loop looks into the store when something is due there, claims a batch
/// and starts its callbacks. How far a reminder has come is stored after its callback, so that it fires at least once for each time.
/// </summary>
/// <param name="open">Opens the store; called when there is somebody to fire reminders for.</param>
internal sealed partial class ReminderScheduler(Func<ReminderStore> open, string @namespace, IReminderTarget target, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>Callbacks at once; the others wait in the store.</summary>
    private const int MaxInFlight = 512;

    private static readonly TimeSpan ClaimDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, ClaimedReminder> _inFlight = [];
    private readonly Alarm _alarm = new(time);
    private CancellationTokenSource _stopping = new();
    private TaskCompletionSource _drained = new();
    private Task _working = Task.CompletedTask;
    private ReminderStore? _store;
    private volatile bool _isFull;

    /// <summary>Begins to fire.</summary>
    public void Start()
    {
        _stopping = new CancellationTokenSource();
        _drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _working = Task.WhenAll(LookOnAndOnAsync(_stopping.Token), RenewOnAndOnAsync(_stopping.Token));
    }

    /// <summary>Reminders may be due here that were not: types have come, or actors have moved.</summary>
    public void Wake() => _alarm.Ring();

    /// <summary>Claims nothing more, gives back what waits for its turn, and waits for the other callbacks.</summary>
    /// <param name="limit">Ends the waiting; what is still under way then fires again when its claim ends.</param>
    public async Task StopAsync(CancellationToken limit)
    {
        await _stopping.CancelAsync();
        await _working;
        if (!_inFlight.IsEmpty)
            await _drained.Task.WaitAsync(limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Detach();
    }

    public void Dispose()
    {
        _alarm.Dispose();
        _stopping.Dispose();
    }

    private async Task LookOnAndOnAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (target.ActorTypes is { Count: > 0 } types)
                    await LookAsync(Attach(), types, stopping);
            }
            catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
            {
                LogTrouble(logger, e.Message);
                _alarm.Set(time.GetUtcNow() + PauseAfterTrouble);
            }
            await _alarm.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(ReminderStore store, IReadOnlyList<string> types, CancellationToken stopping)
    {
        _alarm.Clear();
        var now = time.GetUtcNow();
        var free = MaxInFlight - _inFlight.Count;
        var batch = await store.ClaimAsync(@namespace, types, IsWanted, now, now + ClaimDuration, free);
        _isFull = batch.Claims.Count == free;
        foreach (var claim in batch.Claims)
        {
            _inFlight[claim.Registration] = claim;
            _ = FireAsync(store, claim, stopping);
        }
        _alarm.Set(batch.Next ?? DateTimeOffset.MaxValue);
    }

    private bool IsWanted(ReminderKey key, long registration) => !_inFlight.ContainsKey(registration) && target.IsHere(key);

    private async Task FireAsync(ReminderStore store, ClaimedReminder claim, CancellationToken stopping)
    {
        ReminderProgress? progress = null;
        try
        {
            progress = await CallAsync(claim, stopping);
            await store.CompleteAsync(claim, progress);
        }
        catch (SqliteException e)
        {
            LogNotStored(logger, claim.Key, e.Message);
        }
        catch (Exception e)
        {
            LogBroken(logger, e, claim.Key);
        }
        _inFlight.TryRemove(claim.Registration, out _);
        if (progress is { } next)
            _alarm.RingBefore(next.Attempt); // the loop may have passed it by while it was under way
        if (_isFull && _inFlight.Count <= MaxInFlight / 2)
            Wake();
        if (stopping.IsCancellationRequested && _inFlight.IsEmpty)
            _drained.TrySetResult();
    }

    /// <returns>How far the reminder has come; null when it is done with.</returns>
    private async Task<ReminderProgress?> CallAsync(ClaimedReminder claim, CancellationToken stopping)
    {
        try
        {
            return await target.FireAsync(claim.Key, claim.Data, stopping) switch
            {
                ReminderOutcome.Succeeded => claim.Progress.Succeeded(claim.Times),
                ReminderOutcome.Failed => claim.Progress.Failed(claim.Times, claim.FailurePolicy),
                _ => claim.Progress with { Attempt = time.GetUtcNow() + PauseAfterTrouble },
            };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return claim.Progress;
        }
    }

    private async Task RenewOnAndOnAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(RenewalInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await RenewAsync();
        }
        catch (OperationCanceledException)
        {
            // The scheduler stops.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            if (_store is { } store && !_inFlight.IsEmpty)
                await store.RenewAsync([.. _inFlight.Values], time.GetUtcNow() + ClaimDuration);
        }
        catch (SqliteException e)
        {
            LogTrouble(logger, e.Message);
        }
    }

    private ReminderStore Attach()
    {
        if (_store is { } attached)
            return attached;
        var store = open();
        store.Registered += OnRegistered;
        store.Changed += Wake;
        return _store = store;
    }

    private void Detach()
    {
        if (_store is not { } store)
            return;
        store.Registered -= OnRegistered;
        store.Changed -= Wake;
        _store = null;
    }

    private void OnRegistered(ReminderKey key, DateTimeOffset first)
    {
        if (key.Namespace == @namespace)
            _alarm.RingBefore(first);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store of reminders cannot be used: {Cause}")]
    private static partial void LogTrouble(ILogger logger, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "What became of reminder {Reminder} could not be stored, it will fire again: {Cause}")]
    private static partial void LogNotStored(ILogger logger, ReminderKey reminder, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "The callback of reminder {Reminder} broke off")]
    private static partial void LogBroken(ILogger logger, Exception exception, ReminderKey reminder);
}
