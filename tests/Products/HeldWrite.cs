using DaprShop.Testing;

namespace DaprShop.Tests.Products;

/// <summary>Stops the first write to a key at the store until the test lets it go.</summary>
internal sealed class HeldWrite : IDisposable
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _free = new();
    private readonly RedisLikeStateStore _store;

    public HeldWrite(RedisLikeStateStore store, string keyEnding)
    {
        _store = store;
        store.BeforeWrite = operation =>
        {
            if (operation.Key.EndsWith(keyEnding, StringComparison.Ordinal) && _reached.TrySetResult()) _free.Wait();
            return null;
        };
    }

    public Task ReachedAsync(TimeSpan limit) => _reached.Task.WaitAsync(limit);

    public void LetGo() => _free.Set();

    public void Dispose()
    {
        _store.BeforeWrite = _ => null;
        _free.Set();
    }
}
