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

    /// <summary>Certificates for an endpoint with TLS; null for the system's rules.</summary>
    public HttpEndpointTls? ClientTls { get; init; }
}

/// <summary>Certificates in PEM, each a value or a reference.</summary>
public sealed record HttpEndpointTls
{
    /// <summary>The only authority whose certificates count.</summary>
    public MetadataItem? RootCa { get; init; }

    /// <summary>The certificate that the sidecar shows.</summary>
    public MetadataItem? Certificate { get; init; }

    /// <summary>The key of <see cref="Certificate"/>.</summary>
    public MetadataItem? PrivateKey { get; init; }

    internal const string RootCaItem = "rootCA";
    internal const string CertificateItem = "certificate";
    internal const string PrivateKeyItem = "privateKey";

    /// <summary>What there is, under its name, to be resolved like the metadata of a component.</summary>
    internal IReadOnlyList<MetadataItem> Items => [.. Named(RootCaItem, RootCa), .. Named(CertificateItem, Certificate), .. Named(PrivateKeyItem, PrivateKey)];

    private static IEnumerable<MetadataItem> Named(string name, MetadataItem? item) => item is null ? [] : [item with { Name = name }];
}
