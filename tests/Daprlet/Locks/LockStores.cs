using Daprlet.Components;
using Daprlet.Components.Locks;
using Daprlet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.Locks;

/// <summary>Backends without a sidecar around them.</summary>
internal static class LockStores
{
    public static async Task<ILockStore> OpenAsync(string type, string folder, TimeProvider time)
    {
        ILockStore store = type == "lock.sqlite" ? new SqliteLockStore() : new InMemoryLockStore();
        await store.InitializeAsync(new ComponentContext(
            "locks", type, new ComponentMetadata([KeyValuePair.Create("connectionString", "locks.db")]), DaprletHost.Component("locks", type), [], "sidecar", "app", "", folder,
            new Dictionary<string, string>(), time, NullLoggerFactory.Instance), CancellationToken.None);
        return store;
    }
}
