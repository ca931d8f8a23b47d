using System.Collections.Concurrent;

namespace Daprlet.Components.Configuration;

/// <summary>Those who are told when a setting of a store changes. Safe for concurrent use.</summary>
internal sealed class ConfigurationWatchers
{
    private readonly ConcurrentDictionary<Watcher, bool> _all = [];

    /// <summary>Tells of the changes that a request includes, until what is returned is disposed.</summary>
    public IAsyncDisposable Add(ConfigurationRequest request, Action<string, ConfigurationItem> changed)
    {
        var watcher = new Watcher(this, request, changed);
        _all[watcher] = true;
        return watcher;
    }

    public void Notify(string key, ConfigurationItem item)
    {
        foreach (var watcher in _all.Keys)
            watcher.Notify(key, item);
    }

    private sealed class Watcher(ConfigurationWatchers owner, ConfigurationRequest request, Action<string, ConfigurationItem> changed) : IAsyncDisposable
    {
        public void Notify(string key, ConfigurationItem item)
        {
            if (request.Includes(key))
                changed(key, item);
        }

        public ValueTask DisposeAsync()
        {
            owner._all.TryRemove(this, out _);
            return ValueTask.CompletedTask;
        }
    }
}
