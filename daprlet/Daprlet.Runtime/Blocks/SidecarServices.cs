using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.NameResolution;
using Daprlet.Observability;
using Daprlet.Resiliency;
using Daprlet.Resources;
using Daprlet.Sidecars;

namespace Daprlet.Blocks;

/// <summary>What the building blocks of one sidecar share.</summary>
/// <param name="App">The channel to the app; its value is null until the app's address is known.</param>
public sealed record SidecarServices(
    SidecarOptions Options,
    ResourceSet Resources,
    ConfigurationSpec Configuration,
    LoadedComponents Components,
    AppConnection App,
    ResiliencyPolicies Resiliency)
{
    /// <summary>Finds the sidecars of other processes; null where nothing does.</summary>
    internal INameResolver? Names { get; init; }

    /// <summary>What the sidecar counts.</summary>
    public MetricRegistry Metrics { get; init; } = new();
}
