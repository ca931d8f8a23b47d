namespace Daprlet.Resources;

/// <summary>An HTTPEndpoint: a base URL outside of Dapr that is invoked by its resource name.</summary>
public sealed record HttpEndpointManifest : ScopedResource
{
    public HttpEndpointSpec Spec { get; init; } = new();

    public ComponentAuth Auth { get; init; } = new();
}

/// <summary>Where an endpoint is and what is sent with every request to it.</summary>
public sealed record HttpEndpointSpec
{
    public string BaseUrl { get; init; } = "";

    public IReadOnlyList<MetadataItem> Headers { get; init; } = [];
}
