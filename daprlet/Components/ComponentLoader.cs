using Daprlet.Resources;
using Daprlet.Secrets;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components;

/// <summary>
/// Initialises the components of one sidecar as daprd does: secret stores first, then the others in order. A component whose secret store
/// never comes is left waiting; one that fails ends the start, unless its manifest says <c>ignoreErrors</c>.
/// </summary>
internal sealed partial class ComponentLoader(ComponentTypes types, LoadedComponents loaded, ReferenceResolver resolver, Func<ComponentManifest, ComponentMetadata, ComponentContext> contextOf, ILogger logger)
{
    private static readonly TimeSpan DefaultInitTimeout = TimeSpan.FromSeconds(5);

    /// <exception cref="ComponentException">A component that must not fail has failed.</exception>
    public async Task LoadAsync(IReadOnlyList<ComponentManifest> manifests, CancellationToken cancellationToken)
    {
        var waiting = manifests.OrderBy(m => ComponentTypes.CategoryOf(m.Spec.Type) == "secretstores" ? 0 : 1).ToList();
        while (waiting.FirstOrDefault(CanResolve) is { } next)
        {
            waiting.Remove(next);
            await LoadOneAsync(next, cancellationToken);
        }
        foreach (var manifest in waiting)
            LogWaiting(logger, manifest.Name, manifest.Auth.SecretStore);
    }

    private bool CanResolve(ComponentManifest manifest) =>
        ReferenceResolver.NeededStore(manifest) is not { } store || loaded.Find<ISecretStore>(store) is not null;

    private async Task LoadOneAsync(ComponentManifest manifest, CancellationToken cancellationToken)
    {
        if (ComponentTypes.CategoryOf(manifest.Spec.Type) == "middleware.http")
            return; // instantiated only where a pipeline refers to it
        try
        {
            await InitializeAsync(manifest, cancellationToken);
            var version = Version(manifest);
            LogLoaded(logger, manifest.Name, manifest.Spec.Type, version);
        }
        catch (ComponentException e) when (manifest.Spec.IgnoreErrors)
        {
            LogIgnored(logger, manifest.Name, e.Message);
        }
    }

    private async Task InitializeAsync(ComponentManifest manifest, CancellationToken cancellationToken)
    {
        var display = $"{manifest.Name} ({manifest.Spec.Type}/{Version(manifest)})";
        if (ComponentTypes.CategoryOf(manifest.Spec.Type) is null)
            throw new ComponentException($"process component {manifest.Name} error: incorrect type {manifest.Spec.Type}");
        if (types.Find(manifest.Spec.Type, manifest.Spec.Version) is not { } type)
            throw Failed(display, "CREATE_COMPONENT_FAILURE", $"couldn't find {manifest.Spec.Type}/{Version(manifest)}: daprd may have it, daprlet does not (it has {string.Join(", ", types.Names)})", null);
        var metadata = await resolver.ResolveAsync(manifest, cancellationToken);
        var instance = type.Create();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = GoDuration.TryParse(manifest.Spec.InitTimeout, out var given) ? given : DefaultInitTimeout;
        limit.CancelAfter(timeout);
        try
        {
            await instance.InitializeAsync(contextOf(manifest, metadata), limit.Token).WaitAsync(limit.Token);
            loaded.Add(new LoadedComponent(manifest, metadata, instance));
        }
        catch (Exception e)
        {
            await instance.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            var cause = e is OperationCanceledException ? $"init timeout for component {manifest.Name} exceeded after {manifest.Spec.InitTimeout}" : e.Message;
            throw Failed(display, "INIT_COMPONENT_FAILURE", $"initialization error occurred for {display}: {cause}", e);
        }
    }

    private ComponentException Failed(string display, string stage, string cause, Exception? inner)
    {
        LogFailed(logger, display, stage, cause);
        return new ComponentException($"process component {display[..display.IndexOf(' ', StringComparison.Ordinal)]} error: [{stage}]: {cause}", inner);
    }

    private static string Version(ComponentManifest manifest) => manifest.Spec.Version.Length == 0 ? "v1" : manifest.Spec.Version;

    [LoggerMessage(Level = LogLevel.Information, Message = "Component loaded: {Name} ({Type}/{Version})")]
    private static partial void LogLoaded(ILogger logger, string name, string type, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to init component {Display}: [{Stage}]: {Cause}")]
    private static partial void LogFailed(ILogger logger, string display, string stage, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Ignoring error processing component {Name}: {Error}")]
    private static partial void LogIgnored(ILogger logger, string name, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Component {Name} waits for its secret store {Store}, which is not loaded")]
    private static partial void LogWaiting(ILogger logger, string name, string store);
}
