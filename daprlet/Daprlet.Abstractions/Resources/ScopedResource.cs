using System.Text.Json.Serialization;

namespace Daprlet.Resources;

/// <summary>What resources have in common that are meant for some apps and not for others.</summary>
public abstract record ScopedResource
{
    public ResourceName Metadata { get; init => field = value ?? new ResourceName(); } = new();

    /// <summary>App ids that may load the resource, compared as they are written; empty means all.</summary>
    public IReadOnlyList<string> Scopes { get; init => field = value ?? []; } = [];

    /// <summary>Where the resource came from, for messages; null for one that code made.</summary>
    [JsonIgnore]
    public string? File { get; init; }

    [JsonIgnore]
    public string Name => Metadata.Name;

    /// <summary>The resource as Dapr's logs name it.</summary>
    [JsonIgnore]
    public virtual string Display => Name;

    /// <summary>Whether the resource's namespace is the sidecar's; where one of them has none, it is.</summary>
    public bool IsInNamespace(string @namespace) =>
        @namespace.Length == 0 || Metadata.Namespace.Length == 0 || Metadata.Namespace == @namespace;
}
