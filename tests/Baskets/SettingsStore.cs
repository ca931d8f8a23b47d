using Daprlet.Components;
using Daprlet.Components.Configuration;
using DaprShop.Testing;

namespace DaprShop.Tests.Baskets;

/// <summary>A configuration store that a test sends away.</summary>
internal sealed class SettingsStore(IWritableConfigurationStore inner) : IConfigurationStore
{
    private int _reads;

    /// <summary>Whether it does not answer.</summary>
    public bool IsAway { get; set; }

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => inner.InitializeAsync(context, cancellationToken);

    public Task<Dictionary<string, ConfigurationItem>> GetAsync(ConfigurationRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return IsAway ? throw Away() : inner.GetAsync(request, cancellationToken);
    }

    public Task<IAsyncDisposable> SubscribeAsync(
        ConfigurationRequest request, Action<string, ConfigurationItem> changed, CancellationToken cancellationToken) =>
        IsAway ? throw Away() : inner.SubscribeAsync(request, changed, cancellationToken);

    public Task<string> SetAsync(string key, string value) => inner.SetAsync(key, value);

    /// <summary>Sets a setting, and waits until whoever follows it has asked for it so often.</summary>
    public async Task SetAsync(string key, string value, int reads)
    {
        var before = Volatile.Read(ref _reads);
        await inner.SetAsync(key, value);
        await Eventually.TrueAsync(() => Volatile.Read(ref _reads) >= before + reads, "the setting to be read");
    }

    public Task RemoveAsync(string key) => inner.RemoveAsync(key);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private static ConfigurationStoreException Away() => new("The store is away.");
}
