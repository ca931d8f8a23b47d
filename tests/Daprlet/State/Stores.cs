using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.Components.State.Sqlite;
using Daprlet.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DaprShop.Tests.Daprlet.State;

/// <summary>Backends without a sidecar around them.</summary>
internal static class Stores
{
    public static async Task<IStateStore> OpenAsync(string type, string folder, TimeProvider? time = null, params (string Name, string Value)[] metadata)
    {
        IStateStore store = type == "state.sqlite" ? new SqliteStateStore() : new InMemoryStateStore();
        var given = metadata.Select(item => KeyValuePair.Create(item.Name, item.Value)).Prepend(KeyValuePair.Create("connectionString", "state.db"));
        await store.InitializeAsync(new ComponentContext(
            "store", type, new ComponentMetadata(given), DaprletHost.Component("store", type), [], Guid.NewGuid().ToString("N"), "app", "", folder,
            new Dictionary<string, string>(), time ?? TimeProvider.System, NullLoggerFactory.Instance), CancellationToken.None);
        return store;
    }

    public static StateUpsert Upsert(string key, string json, string etag = "", bool firstWrite = false, int? ttl = null)
    {
        var upsert = new StateUpsert(key, System.Text.Encoding.UTF8.GetBytes(json)) { ETag = etag, Options = new StateOptions(firstWrite ? "first-write" : null, null) };
        return ttl is null ? upsert : upsert with { Metadata = new Dictionary<string, string> { [TimeToLive.MetadataName] = $"{ttl}" } };
    }

    public static async Task<string?> TextAsync(this IStateStore store, string key) =>
        await store.GetAsync(key, CancellationToken.None) is { } entry ? System.Text.Encoding.UTF8.GetString(entry.Value.Span) : null;
}
