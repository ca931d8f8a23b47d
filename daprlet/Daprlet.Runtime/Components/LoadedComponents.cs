using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components;

/// <summary>One initialised component.</summary>
public sealed record LoadedComponent(ComponentManifest Manifest, ComponentMetadata Metadata, IComponent Instance)
{
    public string Name => Manifest.Name;
}

/// <summary>The components of a sidecar that are initialised, in the order of loading. Safe for concurrent use.</summary>
public sealed partial class LoadedComponents : IAsyncDisposable
{
    private volatile IReadOnlyList<LoadedComponent> _all = [];
    private volatile IReadOnlyCollection<LoadedComponent> _hidden = [];
    private bool _hideNew;
    private readonly Lock _writes = new();

    public IReadOnlyList<LoadedComponent> All => _all;

    /// <summary>Those that others are told of: all but those that came since <see cref="HideNew"/>.</summary>
    public IReadOnlyList<LoadedComponent> Shown => _hidden is { Count: > 0 } hidden ? [.. _all.Where(component => !hidden.Contains(component))] : _all;

    /// <summary>The component of that name if it serves the building block <typeparamref name="T"/>, or null.</summary>
    public T? Find<T>(string name) where T : class, IComponent
    {
        foreach (var component in _all)
        {
            if (component.Instance is T instance && component.Name == name)
                return instance;
        }
        return null;
    }

    /// <summary>The component of that name with its manifest and metadata if it serves <typeparamref name="T"/>, or null.</summary>
    public LoadedComponent? FindLoaded<T>(string name) where T : class, IComponent =>
        _all.FirstOrDefault(component => component.Instance is T && component.Name == name);

    /// <summary>All components that serve the building block <typeparamref name="T"/>.</summary>
    public IEnumerable<LoadedComponent> Of<T>() where T : class, IComponent => _all.Where(component => component.Instance is T);

    public bool Any<T>() where T : class, IComponent => _all.Any(component => component.Instance is T);

    internal void Add(LoadedComponent component)
    {
        lock (_writes)
        {
            if (_hideNew)
                _hidden = [.. _hidden, component];
            _all = [.. _all, component];
        }
    }

    /// <summary>Until the end of what this returns, components that come are used but not shown: those who see one may rely on what it brings the app.</summary>
    internal IDisposable HideNew()
    {
        _hideNew = true;
        return new Hiding(this);
    }

    /// <summary>Takes components away, which are then the caller's to close.</summary>
    internal IReadOnlyList<LoadedComponent> Take(IReadOnlyCollection<string> names)
    {
        lock (_writes)
        {
            var taken = _all.Where(component => names.Contains(component.Name)).ToList();
            _all = [.. _all.Except(taken)];
            return taken;
        }
    }

    /// <summary>Closes components that nobody finds any more, whatever becomes of one.</summary>
    internal static async Task CloseAsync(IEnumerable<LoadedComponent> components, ILogger logger)
    {
        foreach (var component in components)
        {
            try
            {
                await component.Instance.DisposeAsync();
            }
            catch (Exception e)
            {
                // It is gone all the same, and the others are to be closed.
                LogNotClosed(logger, e, component.Manifest.Display);
            }
        }
    }

    /// <summary>Closes all of them, the last loaded first.</summary>
    internal Task CloseAsync(ILogger logger) => CloseAsync(_all.Reverse(), logger);

    public async ValueTask DisposeAsync()
    {
        foreach (var component in _all.Reverse())
            await component.Instance.DisposeAsync();
    }

    private sealed class Hiding(LoadedComponents components) : IDisposable
    {
        public void Dispose()
        {
            lock (components._writes)
            {
                components._hideNew = false;
                components._hidden = [];
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Component {Component} failed to close")]
    private static partial void LogNotClosed(ILogger logger, Exception exception, string component);
}
