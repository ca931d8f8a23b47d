namespace Daprlet.Components.Locks;

/// <summary>A backend of the distributed lock building block. Keys and owners are opaque texts.</summary>
public interface ILockStore : IComponent
{
    /// <summary>Takes a lock that nobody holds; does not wait for one that is held, by whomever.</summary>
    /// <param name="expiry">After so long the lock is free, whether it was released or not; above zero.</param>
    /// <exception cref="LockStoreException">The backend failed.</exception>
    Task<bool> TryLockAsync(string key, string owner, TimeSpan expiry, CancellationToken cancellationToken);

    /// <summary>Releases a lock of its owner.</summary>
    /// <exception cref="LockStoreException">The backend failed.</exception>
    Task<UnlockStatus> UnlockAsync(string key, string owner, CancellationToken cancellationToken);
}

/// <summary>What became of an attempt to release a lock, in Dapr's numbers.</summary>
public enum UnlockStatus
{
    Success = 0,

    /// <summary>Nobody holds it, or nobody any more.</summary>
    LockDoesNotExist = 1,

    LockBelongsToOthers = 2,
}
