using Daprlet.Components;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>Brings the components of a running sidecar in line with its resource folders, as Dapr's hot reload does.</summary>
/// <param name="manifests">The components that the folders asked for at the start.</param>
/// <param name="denied">The components that the Configuration keeps out.</param>
internal sealed partial class ComponentReload(IReadOnlyList<ComponentManifest> manifests, ComponentsSpec denied, LoadedComponents components, ComponentLoader loader, ILogger logger)
{
    private IReadOnlyList<ComponentManifest> _manifests = manifests;

    /// <summary>What the folders ask for now, against what they asked for before.</summary>
    public ComponentChanges Changes(ResourceSet resources) => ComponentChanges.Between(_manifests, denied.Allowed(resources.Components));

    /// <inheritdoc cref="LoadedComponents.HideNew"/>
    public IDisposable HideNew() => components.HideNew();

    /// <summary>Takes away what has gone: it is found no more, but not closed yet, for something may be under way in it.</summary>
    public IReadOnlyList<LoadedComponent> Retire(ComponentChanges changes)
    {
        foreach (var gone in changes.Gone)
            LogClosing(logger, gone.Display);
        return components.Take([.. changes.Gone.Select(manifest => manifest.Name)]);
    }

    /// <summary>Closes what was retired and loads what is new.</summary>
    /// <exception cref="ComponentException">A component failed that must not fail.</exception>
    public async Task ReplaceAsync(IReadOnlyList<LoadedComponent> retired, ComponentChanges changes, ResourceSet resources, CancellationToken cancellationToken)
    {
        await LoadedComponents.CloseAsync(retired, logger);
        _manifests = denied.Allowed(resources.Components);
        foreach (var component in changes.New)
            LogAdding(logger, component.Display);
        await loader.LoadAsync(changes.New, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Closing existing Component to reload: {Component}")]
    private static partial void LogClosing(ILogger logger, string component);

    [LoggerMessage(Level = LogLevel.Information, Message = "Adding Component for processing: {Component}")]
    private static partial void LogAdding(ILogger logger, string component);
}
