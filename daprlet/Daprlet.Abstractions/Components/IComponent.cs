namespace Daprlet.Components;

/// <summary>A backend behind a building block. Created once for each sidecar that has the component.</summary>
public interface IComponent : IAsyncDisposable
{
    /// <summary>Capabilities as Dapr's metadata API names them, such as <c>ETAG</c>.</summary>
    IReadOnlyList<string> Features => [];

    /// <summary>Reads the metadata and makes the backend ready; called once, before anything else.</summary>
    /// <exception cref="ComponentException">The metadata is wrong or the backend cannot be reached; the message holds no secret.</exception>
    Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken);
}
