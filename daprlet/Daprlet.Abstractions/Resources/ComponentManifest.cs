using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Daprlet.Resources;

/// <summary>A resource's name and namespace.</summary>
public sealed record ResourceName
{
    public string Name { get; init; } = "";

    /// <summary>Compared only where the sidecar has a namespace of its own (Dapr: environment variable NAMESPACE).</summary>
    public string Namespace { get; init; } = "";
}

/// <summary>A Component as it stands in YAML (<c>dapr.io/v1alpha1</c>), its references not yet resolved.</summary>
public sealed record ComponentManifest : ScopedResource
{
    public ComponentSpec Spec { get; init => field = value ?? new ComponentSpec(); } = new();

    public ComponentAuth Auth { get; init => field = value ?? new ComponentAuth(); } = new();

    /// <summary><c>name (type/version)</c>.</summary>
    [JsonIgnore]
    public override string Display => $"{Name} ({Spec.Type}/{Spec.VersionOrFirst})";
}

/// <summary>The part of a component that its backend reads.</summary>
public sealed record ComponentSpec
{
    /// <summary>Dapr's component type, such as <c>state.sqlite</c>.</summary>
    public string Type { get; init; } = "";

    public string Version { get; init; } = "";

    [JsonIgnore]
    public string VersionOrFirst => Version.Length == 0 ? "v1" : Version;

    /// <summary>Whether the sidecar goes on without the component when it cannot be initialised.</summary>
    public bool IgnoreErrors { get; init; }

    /// <summary>A Go duration; empty means five seconds.</summary>
    public string InitTimeout { get; init; } = "";

    public IReadOnlyList<MetadataItem> Metadata { get; init => field = value ?? []; } = [];
}

/// <summary>The secret store that resolves a component's <c>secretKeyRef</c>s.</summary>
public sealed record ComponentAuth
{
    public string SecretStore { get; init; } = "";
}

/// <summary>One name with its value, or with where the value is found.</summary>
public sealed record MetadataItem
{
    public string Name { get; init; } = "";

    public JsonNode? Value { get; init; }

    public SecretKeyRef? SecretKeyRef { get; init; }

    /// <summary>The name of an environment variable.</summary>
    public string EnvRef { get; init; } = "";

    /// <summary>Whether the value is an environment variable's: what is written in the manifest goes before.</summary>
    [JsonIgnore]
    public bool IsVariable => Value is null && EnvRef.Length > 0;

    /// <summary>The secret whose value goes before what is written in the manifest; null for none.</summary>
    [JsonIgnore]
    public SecretKeyRef? Secret => SecretKeyRef is { Name.Length: > 0 } secret && !IsVariable ? secret : null;

    /// <summary>The value as text: a string as it is, anything else as its JSON.</summary>
    [JsonIgnore]
    public string Text => Value is null ? "" : Value.GetValueKind() == JsonValueKind.String ? Value.GetValue<string>() : Value.ToJsonString();
}

/// <summary>A secret and the key inside it; an empty key means the secret's own name.</summary>
public sealed record SecretKeyRef
{
    public string Name { get; init; } = "";

    public string Key { get; init; } = "";

    [JsonIgnore]
    public string KeyOrName => Key.Length > 0 ? Key : Name;
}
