using Daprlet.Components;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Hosting;

/// <summary>Makes what the backends of one sidecar are told.</summary>
internal sealed class ComponentContexts(SidecarOptions options)
{
    private readonly string _sidecarId = Guid.NewGuid().ToString("N");

    /// <summary>The environment that components see.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; } = SidecarEnvironment.Of(options);

    public ReferenceResolver Resolver(LoadedComponents loaded) => new(options.AppId, options.Namespace, Environment, loaded);

    public ComponentContext For(ComponentManifest manifest, ResolvedMetadata metadata) => new(
        manifest.Name, manifest.Spec.Type, metadata.Values, manifest, metadata.MissingSecrets, _sidecarId,
        options.AppId, options.Namespace, options.WorkingDirectory, Environment, options.Time, options.Logging);
}
