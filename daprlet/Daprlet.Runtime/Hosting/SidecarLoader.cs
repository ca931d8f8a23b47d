using Daprlet.Apps;
using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.Invocation;
using Daprlet.NameResolution;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>Reads what a sidecar is given, in daprd's order: Configuration, resources, components, endpoints, name resolution.</summary>
internal static partial class SidecarLoader
{
    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    /// <exception cref="ComponentException">A component failed that must not fail.</exception>
    public static async Task<LoadedSidecar> LoadAsync(SidecarOptions options, LoadedComponents components, AppConnection app, ILogger logger, CancellationToken cancellationToken)
    {
        var configuration = ReadConfiguration(options);
        var resources = ResourceSet.Load(options.ResourcesPaths, options.AppId, options.Namespace, e => LogSkipped(logger, e.Message));
        var fromFiles = configuration.Components.Allowed(resources.Components);
        var fromCode = configuration.Components.Allowed(options.Components.Where(component => ResourceSet.InScope(component.Scopes, options.AppId)));
        var metrics = new MetricRegistry();
        var tools = new PolicyTools(options.Time, Random.Shared, logger, new ResiliencyMetrics(metrics, options.AppId));
        var resiliency = ResiliencyLoader.Load(resources.Documents, options.AppId, tools);
        var contexts = new ComponentContexts(options);
        var resolver = contexts.Resolver(components);
        var loader = new ComponentLoader(options.ComponentTypes, components, resolver, contexts.For, new BlockComponents(resiliency).InFrontOf, logger);
        await loader.LoadAsync([.. fromFiles, .. fromCode], cancellationToken);
        var services = new SidecarServices(options, resources, configuration, components, app, resiliency)
        {
            Metrics = metrics,
            Names = NameResolvers.Create(configuration.NameResolution, options, logger),
        };
        var endpoints = new HttpEndpoints(resolver);
        await endpoints.LoadAsync(resources.HttpEndpoints, cancellationToken);
        return new LoadedSidecar(services, endpoints, new ComponentReload(fromFiles, configuration.Components, components, loader, logger), tools);
    }

    /// <summary>What the Configuration files say now.</summary>
    /// <exception cref="ResourceException">A file is missing or cannot be decoded.</exception>
    public static ConfigurationSpec ReadConfiguration(SidecarOptions options) => ConfigurationFiles.Read(options.ConfigFiles, name => options.Environment.GetValueOrDefault(name)).Spec;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A resource is passed over: {Reason}")]
    private static partial void LogSkipped(ILogger logger, string reason);
}
