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

    public MetricSpec Metric { get; init; } = new();

    public MetricSpec Metrics { get; init; } = new();

    public SecretsSpec Secrets { get; init; } = new();

    public NameResolutionSpec NameResolution { get; init; } = new();

    public IReadOnlyList<FeatureSpec> Features { get; init; } = [];

    public ComponentsSpec Components { get; init; } = new();

    public ApiSpec Api { get; init; } = new();
}

/// <summary>Which of the sidecar's APIs are open.</summary>
public sealed record ApiSpec
{
    /// <summary>The only ones that are open; empty means all.</summary>
    public IReadOnlyList<ApiRule> Allowed { get; init; } = [];

    public IReadOnlyList<ApiRule> Denied { get; init; } = [];
}

/// <summary>One API.</summary>
public sealed record ApiRule
{
    /// <summary>Such as <c>state</c> or <c>invoke</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>Such as <c>v1</c> or <c>v1alpha1</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary><c>http</c> or <c>grpc</c>; a rule counts for its protocol alone.</summary>
    public string Protocol { get; init; } = "";
}

/// <summary>Distributed tracing.</summary>
public sealed record TracingSpec
{
    /// <summary>A share from "0" to "1"; empty means off.</summary>
    public string SamplingRate { get; init; } = "";
}

/// <summary>Metrics; <c>metrics</c> goes before <c>metric</c>, which is the older name.</summary>
public sealed record MetricSpec
{
    public bool? Enabled { get; init; }
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

    /// <summary>Those of the components that are loaded.</summary>
    public List<ComponentManifest> Allowed(IEnumerable<ComponentManifest> components) => [.. components.Where(component => !Denies(component.Spec))];

    public bool Denies(ComponentSpec component) => Deny.Any(denied =>
        string.Equals(denied, component.Type, StringComparison.OrdinalIgnoreCase) || string.Equals(denied, $"{component.Type}/{component.Version}", StringComparison.OrdinalIgnoreCase));
}
