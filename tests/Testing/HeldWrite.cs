namespace DaprShop.Testing;

/// <summary>Stops the first write to a key at the store until the test lets it go.</summary>
public sealed class HeldWrite : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _free = new();
    private readonly RedisLikeStateStore _store;

    /// <param name="store">The store.</param>
    /// <param name="keyEnding">What the key ends in.</param>
    public HeldWrite(RedisLikeStateStore store, string keyEnding)
    {
        _store = store;
        store.BeforeWrite = operation =>
        {
            if (operation.Key.EndsWith(keyEnding, StringComparison.Ordinal) && _reached.TrySetResult()) _free.Wait();
            return null;
        };
    }

    /// <summary>Completes when the write is held.</summary>
    public Task ReachedAsync(TimeSpan limit) => _reached.Task.WaitAsync(limit);

    /// <summary>Lets the write go on.</summary>
    public void LetGo() => _free.Set();

    /// <inheritdoc />
    public void Dispose()
    {
        _store.BeforeWrite = _ => null;
        _free.Set();
    }
}
