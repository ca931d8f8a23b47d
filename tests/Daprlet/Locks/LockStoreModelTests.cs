using Daprlet.Components.Locks;
using DaprShop.Tests.Daprlet.State;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Locks;

/// <summary>Random histories of locks that are taken, held, released and forgotten must show the same on a backend and on a model of a few lines.</summary>
public sealed class LockStoreModelTests : IDisposable
{
    private const int Handles = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("locks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Locks_in_memory_do_what_the_model_does() => PlayAllAsync("lock.in-memory", handles: 1);

    [Fact]
    public Task Locks_in_a_file_do_what_the_model_does_whoever_asks() => PlayAllAsync("lock.sqlite", Handles);

    private async Task PlayAllAsync(string type, int handles)
    {
        foreach (var history in Gen.Sample(Steps().ListOf(60), 60))
        {
            var clock = new Clock();
            var folder = Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("N"))).FullName;
            var stores = await Task.WhenAll(Enumerable.Range(0, handles).Select(_ => LockStores.OpenAsync(type, folder, clock)));
            var model = new Model();
            foreach (var step in history)
            {
                clock.Now += step.Pause;
                await PlayAsync(step, stores[step.Handle % handles], model, clock.Now);
            }
            foreach (var store in stores)
                await store.DisposeAsync();
        }
    }

    private static async Task PlayAsync(Step step, ILockStore store, Model model, DateTimeOffset now)
    {
        if (step.Expiry is { } expiry)
            Assert.True(model.TryLock(step.Key, step.Owner, expiry, now) == await store.TryLockAsync(step.Key, step.Owner, expiry, CancellationToken.None), $"{step}");
        else
            Assert.Equal((step, model.Unlock(step.Key, step.Owner, now)), (step, await store.UnlockAsync(step.Key, step.Owner, CancellationToken.None)));
    }

    private static Gen<Step> Steps() =>
        from key in Gen.Elements("a", "b", "a\0b", "A", "ä")
        from owner in Gen.Elements("ann", "bob", "ann\0", "Ann")
        from expiry in Gen.Elements<TimeSpan?>(null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(int.MaxValue))
        from pause in Gen.Elements(0, 0, 0, 1, 4, 10)
        from handle in Gen.Choose(0, Handles - 1)
        select new Step(key, owner, expiry, TimeSpan.FromSeconds(pause), handle);

    /// <param name="Expiry">Null to unlock.</param>
    private sealed record Step(string Key, string Owner, TimeSpan? Expiry, TimeSpan Pause, int Handle);

    private sealed class Model
    {
        private readonly Dictionary<string, (string Owner, DateTimeOffset Expires)> _held = new(StringComparer.Ordinal);

        public bool TryLock(string key, string owner, TimeSpan expiry, DateTimeOffset now)
        {
            if (Holder(key, now) is not null)
                return false;
            _held[key] = (owner, now + expiry);
            return true;
        }

        public UnlockStatus Unlock(string key, string owner, DateTimeOffset now)
        {
            if (Holder(key, now) is not { } holder)
                return UnlockStatus.LockDoesNotExist;
            if (holder != owner)
                return UnlockStatus.LockBelongsToOthers;
            _held.Remove(key);
            return UnlockStatus.Success;
        }

        private string? Holder(string key, DateTimeOffset now) => _held.TryGetValue(key, out var held) && held.Expires > now ? held.Owner : null;
    }
}
