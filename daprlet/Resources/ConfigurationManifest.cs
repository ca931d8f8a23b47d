namespace Daprlet.Resources;

/// <summary>A Configuration resource (<c>dapr.io/v1alpha1</c>). Several are merged in order: see <see cref="ConfigurationFiles"/>.</summary>
public sealed record ConfigurationManifest
{
    public ResourceName Metadata { get; init; } = new();

    public ConfigurationSpec Spec { get; init; } = new();
}

/// <summary>What a Configuration can say; sections that this sidecar has no use for are passed over.</summary>
public sealed record ConfigurationSpec
{
    public TracingSpec Tracing { get; init; } = new();

    public SecretsSpec Secrets { get; init; } = new();

    public NameResolutionSpec NameResolution { get; init; } = new();

    public IReadOnlyList<FeatureSpec> Features { get; init; } = [];

    public ComponentsSpec Components { get; init; } = new();
}

/// <summary>Distributed tracing.</summary>
public sealed record TracingSpec
{
    /// <summary>A share from "0" to "1"; empty means off.</summary>
    public string SamplingRate { get; init; } = "";
}

public sealed record SecretsSpec
{
    public IReadOnlyList<SecretScope> Scopes { get; init; } = [];
}

/// <summary>Which secrets of a store the app may read.</summary>
public sealed record SecretScope
{
    public string StoreName { get; init; } = "";

    /// <summary><c>allow</c> (also when empty) or <c>deny</c>.</summary>
    public string DefaultAccess { get; init; } = "";

    public IReadOnlyList<string> AllowedSecrets { get; init; } = [];

    public IReadOnlyList<string> DeniedSecrets { get; init; } = [];
}

/// <summary>How sidecars find each other.</summary>
public sealed record NameResolutionSpec
{
    /// <summary>Empty means the sidecar's default.</summary>
    public string Component { get; init; } = "";

    public string Version { get; init; } = "";

    public IReadOnlyDictionary<string, System.Text.Json.Nodes.JsonNode?> Configuration { get; init; } = new Dictionary<string, System.Text.Json.Nodes.JsonNode?>();
}

public sealed record FeatureSpec
{
    public string Name { get; init; } = "";

    public bool Enabled { get; init; }
}

public sealed record ComponentsSpec
{
    /// <summary>Types, or types with a version after a slash, that are not loaded.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];
}
