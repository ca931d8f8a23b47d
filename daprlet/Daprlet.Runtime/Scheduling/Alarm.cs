using Daprlet.Components.Sqlite;

namespace Daprlet.Scheduling;

/// <summary>Wakes a loop at a moment that it has set, or when somebody rings before.</summary>
internal sealed class Alarm : IDisposable
{
    /// <summary>How far a clock goes while a timer is set, unless it is moved by hand.</summary>
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(20);

    /// <summary>Timers do not see that the clock is corrected, or that the machine sleeps.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly WakeUp _wakeUp = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _at = long.MaxValue;

    public Alarm(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the loop.</summary>
    public void Ring() => _wakeUp.Call();

    /// <summary>Wakes the loop if it would sleep longer.</summary>
    public void RingBefore(DateTimeOffset moment)
    {
        if (moment.UtcTicks < Volatile.Read(ref _at))
            Ring();
    }

    /// <summary>Nothing is set: whatever happens wakes the loop, so that nothing passes unnoticed while it looks what is next.</summary>
    public void Clear() => Volatile.Write(ref _at, long.MaxValue);

    /// <summary>Wakes the loop at a moment, or a little before; at once if that has passed.</summary>
    public void Set(DateTimeOffset moment)
    {
        Volatile.Write(ref _at, moment.UtcTicks);
        var now = _time.GetUtcNow();
        if (moment > now)
            _timer.Change(TimeSpan.FromTicks(Math.Min((moment - now).Ticks, LongestWait.Ticks)), Timeout.InfiniteTimeSpan);
        if (moment <= now || _time.GetUtcNow() - now > Instant)
            Ring();
    }

    /// <summary>Waits until the loop is to look again.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Task WaitAsync(CancellationToken cancellationToken) => _wakeUp.WaitAsync(cancellationToken);

    public void Dispose() => _timer.Dispose();
}
