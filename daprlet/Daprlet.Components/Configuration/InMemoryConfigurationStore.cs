namespace Daprlet.Components.Configuration;

/// <summary><c>configuration.in-memory</c>: settings that live and die with their sidecar, for tests.</summary>
internal sealed class InMemoryConfigurationStore : IWritableConfigurationStore
{
    private readonly Dictionary<string, ConfigurationItem> _items = new(StringComparer.Ordinal);
    private readonly ConfigurationWatchers _watchers = new();
    private readonly Lock _lock = new();

    public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Dictionary<string, ConfigurationItem>> GetAsync(ConfigurationRequest request, CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult(_items.Where(item => request.Includes(item.Key)).ToDictionary());
    }

    public Task<IAsyncDisposable> SubscribeAsync(ConfigurationRequest request, Action<string, ConfigurationItem> changed, CancellationToken cancellationToken) =>
        Task.FromResult(_watchers.Add(request, changed));

    public Task<string> SetAsync(string key, string value, string? version = null, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        lock (_lock)
        {
            var item = new ConfigurationItem(value, version ?? ConfigurationVersion.After(_items.GetValueOrDefault(key)?.Version), metadata ?? new Dictionary<string, string>());
            _items[key] = item;
            _watchers.Notify(key, item);
            return Task.FromResult(item.Version);
        }
    }

    public Task<bool> RemoveAsync(string key)
    {
        lock (_lock)
        {
            if (!_items.Remove(key))
                return Task.FromResult(false);
            _watchers.Notify(key, ConfigurationItem.Removed);
            return Task.FromResult(true);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
