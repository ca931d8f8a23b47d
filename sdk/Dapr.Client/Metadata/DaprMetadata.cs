#nullable disable annotations
namespace Dapr.Client;

/// <summary>What a sidecar says of itself.</summary>
/// <param name="id">The app id.</param>
/// <param name="actors">The actor types that the app hosts.</param>
/// <param name="extended">Attributes set by the sidecar, the CLI or <see cref="DaprClient.SetMetadataAsync"/>.</param>
/// <param name="components">The components that are loaded.</param>
public sealed class DaprMetadata(
    string id,
    IReadOnlyList<DaprActorMetadata> actors,
    IReadOnlyDictionary<string, string> extended,
    IReadOnlyList<DaprComponentsMetadata> components)
{
    public string Id { get; } = id;

    public IReadOnlyList<DaprActorMetadata> Actors { get; } = actors;

    public IReadOnlyDictionary<string, string> Extended { get; } = extended;

    public IReadOnlyList<DaprComponentsMetadata> Components { get; } = components;
}
