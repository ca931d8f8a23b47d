using Daprlet.Components.Secrets;
using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components;

/// <summary>
/// Initialises the components of one sidecar as daprd does: secret stores first, then the others in order. A component whose secret store
/// never comes is left waiting; one that fails ends the start, unless its manifest says <c>ignoreErrors</c>.
/// </summary>
/// <param name="inFrontOf">Puts the logic of a building block in front of a backend.</param>
internal sealed partial class ComponentLoader(
    ComponentTypes types,
    LoadedComponents loaded,
    ReferenceResolver resolver,
    Func<ComponentManifest, ResolvedMetadata, ComponentContext> contextOf,
    Func<ComponentManifest, IComponent, IComponent> inFrontOf,
    ILogger logger)
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
            LogLoaded(logger, manifest.Display);
        }
        catch (ComponentException e) when (manifest.Spec.IgnoreErrors)
        {
            LogIgnored(logger, e.Message);
        }
    }

    private async Task InitializeAsync(ComponentManifest manifest, CancellationToken cancellationToken)
    {
        if (types.WhyUnknown(manifest.Spec) is { } reason)
            throw Failed(manifest, "CREATE_COMPONENT_FAILURE", reason, null);
        var instance = inFrontOf(manifest, types.Find(manifest.Spec.Type, manifest.Spec.Version)!.Create());
        try
        {
            var metadata = await resolver.ResolveAsync(manifest, cancellationToken);
            foreach (var missing in metadata.MissingSecrets)
                LogMissingSecret(logger, missing.Reason);
            await WithinTimeoutAsync(manifest, limit => instance.InitializeAsync(contextOf(manifest, metadata), limit), cancellationToken);
            loaded.Add(new LoadedComponent(manifest, metadata.Values, instance));
        }
        catch (Exception e)
        {
            await instance.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw Failed(manifest, "INIT_COMPONENT_FAILURE", $"initialization error occurred for {manifest.Display}: {e.Message}", e);
        }
    }

    private static async Task WithinTimeoutAsync(ComponentManifest manifest, Func<CancellationToken, Task> initialize, CancellationToken cancellationToken)
    {
        var timeout = GoDuration.TryParse(manifest.Spec.InitTimeout, out var given) && given > TimeSpan.Zero ? given : DefaultInitTimeout;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await initialize(limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new ComponentException($"init timeout for component {manifest.Display} exceeded after {timeout.TotalSeconds:0.###}s", e);
        }
    }

    private ComponentException Failed(ComponentManifest manifest, string stage, string cause, Exception? inner)
    {
        LogFailed(logger, manifest.Display, stage, cause);
        var where = manifest.File is null ? "" : $" ({manifest.File})";
        return new ComponentException($"process component {manifest.Name} error: [{stage}]: {cause}{where}", inner);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Component loaded: {Component}")]
    private static partial void LogLoaded(ILogger logger, string component);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to init component {Component}: [{Stage}]: {Cause}")]
    private static partial void LogFailed(ILogger logger, string component, string stage, string cause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Ignoring error processing component: {Error}")]
    private static partial void LogIgnored(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to get secret: {Reason}")]
    private static partial void LogMissingSecret(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Component {Name} waits for its secret store {Store}, which is not loaded")]
    private static partial void LogWaiting(ILogger logger, string name, string store);
}
