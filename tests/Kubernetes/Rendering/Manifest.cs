using System.Text.Json.Nodes;

namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>One object of a rendered kustomization.</summary>
internal sealed record Manifest(JsonObject Root)
{
    public string ApiVersion => Root.Text("apiVersion");

    public string Kind => Root.Text("kind");

    public string Name => Root.At("metadata").Text("name");

    public string? Namespace => (string?)Root.At("metadata")["namespace"];

    public JsonObject Spec => Root.At("spec");

    public IReadOnlyDictionary<string, string> Labels => Root.At("metadata").Texts("labels");

    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>Reading of YAML that is known to be what its schema says.</summary>
internal static class JsonReading
{
    /// <summary>The object at a path of fields; an empty one where there is none.</summary>
    public static JsonObject At(this JsonNode node, params ReadOnlySpan<string> path)
    {
        foreach (var field in path)
        {
            if (node is not JsonObject parent || parent[field] is not { } child) return [];
            node = child;
        }

        return (JsonObject)node;
    }

    /// <summary>The objects of a list; none where there is no list.</summary>
    public static IReadOnlyList<JsonObject> Items(this JsonNode node, string field) => [.. (node[field] as JsonArray ?? []).Select(item => (JsonObject)item!)];

    /// <summary>The words of a list; none where there is no list.</summary>
    public static IReadOnlyList<string> Words(this JsonNode node, string field) => [.. (node[field] as JsonArray ?? []).Select(item => (string)item!)];

    /// <summary>A text that must be there.</summary>
    public static string Text(this JsonNode node, string field) =>
        (string?)node[field] ?? throw new InvalidOperationException($"no {field} in {node.ToJsonString()}");

    /// <summary>A map of texts; an empty one where there is none.</summary>
    public static IReadOnlyDictionary<string, string> Texts(this JsonNode node, string field) =>
        (node[field] as JsonObject ?? []).ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    /// <summary>Every object of a tree, the root first.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node) => node switch
    {
        JsonObject parent => parent.SelectMany(entry => entry.Value.Objects()).Prepend(parent),
        JsonArray list => list.SelectMany(item => item.Objects()),
        _ => [],
    };
}
