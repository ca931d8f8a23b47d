namespace Daprlet.Actors.Timers;

/// <summary>The timers that are registered, and which of them is due next. For several threads.</summary>
internal sealed class TimerQueue
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TimerKey, Entry> _byKey = [];
    private readonly SortedSet<Entry> _byTime = new(Comparer<Entry>.Create(InOrder));
    private long _count;

    /// <summary>Adds a timer in the place of the one of its name.</summary>
    public void Add(ActorTimer timer)
    {
        lock (_lock)
        {
            RemoveEntry(timer.Key);
            AddEntry(timer);
        }
    }

    public void Remove(TimerKey key)
    {
        lock (_lock)
            RemoveEntry(key);
    }

    /// <summary>Removes all timers with keys that are to go, and answers those keys.</summary>
    public IReadOnlyList<TimerKey> RemoveWhere(Func<TimerKey, bool> isGone)
    {
        lock (_lock)
        {
            List<TimerKey> gone = [.. _byKey.Keys.Where(isGone)];
            gone.ForEach(RemoveEntry);
            return gone;
        }
    }

    public ActorTimer? Find(TimerKey key)
    {
        lock (_lock)
            return _byKey.GetValueOrDefault(key)?.Timer;
    }

    /// <summary>The timers of an actor, in the order of their names.</summary>
    public List<ActorTimer> Of(ActorAddress actor)
    {
        lock (_lock)
            return [.. _byKey.Values.Select(entry => entry.Timer).Where(timer => timer.Key.Actor == actor).OrderBy(timer => timer.Key.Name, StringComparer.Ordinal)];
    }

    /// <summary>Takes out what is due. A timer stays registered meanwhile, until <see cref="Return"/> says what follows.</summary>
    public IReadOnlyList<ActorTimer> TakeDue(DateTimeOffset now)
    {
        var due = new List<ActorTimer>();
        lock (_lock)
        {
            while (_byTime.Min is { } first && first.Timer.Due <= now)
            {
                _byTime.Remove(first);
                due.Add(first.Timer);
            }
        }
        return due;
    }

    /// <summary>Whether a timer that was taken out has neither been removed nor replaced.</summary>
    public bool Has(ActorTimer timer)
    {
        lock (_lock)
            return IsCurrent(timer);
    }

    /// <summary>Puts a timer that was taken out back, or ends it. Nothing happens when it has been removed or replaced meanwhile.</summary>
    public void Return(ActorTimer taken, ActorTimer? next)
    {
        lock (_lock)
        {
            if (!IsCurrent(taken))
                return;
            _byKey.Remove(taken.Key);
            if (next is not null)
                AddEntry(next);
        }
    }

    /// <summary>When the next timer is due; null when there is none.</summary>
    public DateTimeOffset? Next()
    {
        lock (_lock)
            return _byTime.Min?.Timer.Due;
    }

    private bool IsCurrent(ActorTimer timer) => _byKey.TryGetValue(timer.Key, out var entry) && ReferenceEquals(entry.Timer, timer);

    private void AddEntry(ActorTimer timer)
    {
        var entry = new Entry(timer, _count++);
        _byKey[timer.Key] = entry;
        _byTime.Add(entry);
    }

    private void RemoveEntry(TimerKey key)
    {
        if (_byKey.Remove(key, out var entry))
            _byTime.Remove(entry);
    }

    private static int InOrder(Entry x, Entry y) => x.Timer.Due.CompareTo(y.Timer.Due) is not 0 and var order ? order : x.Number.CompareTo(y.Number);

    private sealed record Entry(ActorTimer Timer, long Number);
}
