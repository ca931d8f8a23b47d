namespace Daprlet.Actors.Hosting;

/// <summary>
/// Finds the actors that nobody has used for the idle time of their type. An actor stands in the queue once, with the earliest moment at which it
/// can be idle; whether it is, is seen then, so that a call costs no more than noting the time.
/// </summary>
internal sealed class IdleQueue : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly Func<Actor, bool> _deactivate;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Actor, long> _queue = new();
    private readonly ITimer _timer;
    private bool _disposed;

    /// <param name="deactivate">Told of each idle actor; false when it is in use after all.</param>
    public IdleQueue(TimeProvider time, Func<Actor, bool> deactivate)
    {
        (_time, _deactivate) = (time, deactivate);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Actor actor)
    {
        lock (_lock)
        {
            _queue.Enqueue(actor, IdleAt(actor));
            if (_queue.Peek() == actor)
                Arm();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _timer.Dispose();
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            while (_queue.TryPeek(out var actor, out var due) && due <= now)
            {
                _queue.Dequeue();
                if (!actor.IsActive)
                    continue;
                var idleAt = IdleAt(actor);
                if (idleAt > now)
                    _queue.Enqueue(actor, idleAt);
                else if (!_deactivate(actor))
                    _queue.Enqueue(actor, now + Timestamps(actor.Settings.IdleTimeout) + 1);
            }
            Arm();
        }
    }

    private void Arm()
    {
        if (_disposed || !_queue.TryPeek(out _, out var due))
            return;
        var wait = _time.GetElapsedTime(_time.GetTimestamp(), due);
        _timer.Change(TimeSpan.FromTicks(Math.Clamp(wait.Ticks, ShortestWait.Ticks, LongestWait.Ticks)), Timeout.InfiniteTimeSpan);
    }

    private long IdleAt(Actor actor) => actor.LastUsed + Timestamps(actor.Settings.IdleTimeout);

    private long Timestamps(TimeSpan duration) => (long)(Math.Clamp(duration.TotalSeconds, 0, TimeSpan.FromDays(36500).TotalSeconds) * _time.TimestampFrequency);
}
