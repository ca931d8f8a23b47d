namespace Daprlet.Components.Locks;

/// <summary><c>lock.in-memory</c>: locks that live and die with their sidecar.</summary>
internal sealed class InMemoryLockStore : ILockStore
{
    private readonly Dictionary<string, HeldLock> _held = new(StringComparer.Ordinal);
    private readonly SortedSet<HeldLock> _byExpiry = new(Comparer<HeldLock>.Create((one, other) =>
        one.Expires != other.Expires ? one.Expires.CompareTo(other.Expires) : string.CompareOrdinal(one.Key, other.Key)));

    private readonly Lock _lock = new();
    private TimeProvider _time = TimeProvider.System;

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
    {
        _time = context.Time;
        return Task.CompletedTask;
    }

    public Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            RemoveExpired(now);
            var taken = new HeldLock(key, owner, now + expiry);
            return Task.FromResult(_held.TryAdd(key, taken) && _byExpiry.Add(taken));
        }
    }

    public Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            RemoveExpired(_time.GetUtcNow());
            if (!_held.TryGetValue(key, out var held))
                return Task.FromResult(UnlockStatus.LockDoesNotExist);
            if (held.Owner != owner)
                return Task.FromResult(UnlockStatus.LockBelongsToOthers);
            Remove(held);
            return Task.FromResult(UnlockStatus.Success);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void RemoveExpired(DateTimeOffset now)
    {
        while (_byExpiry.Min is { } next && next.Expires <= now)
            Remove(next);
    }

    private void Remove(HeldLock held)
    {
        _held.Remove(held.Key);
        _byExpiry.Remove(held);
    }

    private sealed record HeldLock(string Key, string Owner, DateTimeOffset Expires);
}
