using Daprlet.Components;
using Daprlet.Components.Locks;

namespace DaprShop.Tests.Users;

/// <summary>A lock store in memory that counts, and that a test breaks.</summary>
internal sealed class LockStore : ILockStore
{
    private readonly ILockStore _inner = (ILockStore)BuiltInComponents.Types().Find("lock.in-memory", "v1")!.Create();
    private int _attempts;

    /// <summary>How often somebody has tried to take a lock.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Whether it does not answer.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether everybody gets every lock, as when locks expire under slow owners.</summary>
    public bool LetsEverybodyIn { get; set; }

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => _inner.InitializeAsync(context, cancellationToken);

    public Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _attempts);
        if (IsAway) throw new LockStoreException("The store is away.");
        return LetsEverybodyIn ? Task.FromResult(true) : _inner.TryLockAsync(key, owner, expiry, cancellationToken);
    }

    public Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken) =>
        IsAway ? throw new LockStoreException("The store is away.") : _inner.UnlockAsync(key, owner, cancellationToken);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
