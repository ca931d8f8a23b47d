using Daprlet.Resources;
using Microsoft.Extensions.Logging;

namespace Daprlet.Components;

/// <summary>What a backend is told when it is initialised.</summary>
/// <param name="Name">The component's name.</param>
/// <param name="Type">Dapr's component type, such as <c>state.sqlite</c>.</param>
/// <param name="Metadata">The metadata, every reference resolved.</param>
/// <param name="Manifest">Where all of it comes from, with the references as they were.</param>
/// <param name="MissingSecrets">The items of the metadata that are empty because their secret is not there.</param>
/// <param name="SidecarId">Tells the sidecars of a process apart, for what belongs to one of them alone.</param>
/// <param name="AppId">The app that the sidecar belongs to.</param>
/// <param name="Namespace">The sidecar's NAMESPACE; empty when it has none.</param>
/// <param name="WorkingDirectory">Relative paths in metadata start here.</param>
/// <param name="Environment">The sidecar's environment variables.</param>
/// <param name="Time">The clock for whatever depends on time.</param>
public sealed record ComponentContext(
    string Name,
    string Type,
    ComponentMetadata Metadata,
    ComponentManifest Manifest,
    IReadOnlyList<MissingSecret> MissingSecrets,
    string SidecarId,
    string AppId,
    string Namespace,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    TimeProvider Time,
    ILoggerFactory Logging);
