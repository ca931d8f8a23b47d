using System.Text.Json;
using System.Text.Json.Nodes;

namespace DaprShop.Tests.Kubernetes.Schemas;

/// <summary>
/// What an API server knows of the kinds in use: the fields, their types, and which must be there. Stricter than the server, which drops
/// what it does not know.
/// </summary>
internal sealed class Schema
{
    private static readonly string[] Files = ["kubernetes.json", "dapr.json", "addons.json"];

    private readonly Dictionary<string, string> _kinds = [];
    private readonly Dictionary<string, JsonObject> _schemas = [];

    private Schema()
    {
        foreach (var facts in Files.Select(Read))
        {
            foreach (var (kind, schema) in (JsonObject)facts["kinds"]!) _kinds.Add(kind, (string)schema!);
            foreach (var (name, schema) in (JsonObject)facts["schemas"]!) _schemas.Add(name, (JsonObject)schema!);
        }
    }

    public static Schema Known { get; } = new();

    /// <summary>Dapr's annotations of pods, and the types of their values.</summary>
    public static IReadOnlyDictionary<string, string> Annotations { get; } =
        ((JsonObject)Read("dapr.json")["annotations"]!).ToDictionary(entry => entry.Key, entry => (string)entry.Value!);

    /// <summary>What is wrong with an object; nothing if it is as its kind is defined.</summary>
    public IReadOnlyList<string> Check(JsonObject root)
    {
        var kind = $"{(string?)root["apiVersion"]} {(string?)root["kind"]}";
        if (!_kinds.TryGetValue(kind, out var schema)) return [$"{kind} is not known"];
        var problems = new List<string>();
        Check(root, _schemas[schema], kind, problems);
        return problems;
    }

    private void Check(JsonNode? value, JsonObject schema, string path, List<string> problems)
    {
        if ((string?)schema["ref"] is { } reference) schema = _schemas[reference];
        if (value is null)
        {
            problems.Add($"{path} is empty");
            return;
        }

        if (schema["type"] is { } types && !Allows(types, value))
        {
            problems.Add($"{path} is not of type {types.ToJsonString()}");
            return;
        }

        if (schema["enum"] is JsonArray values && !values.Any(allowed => JsonNode.DeepEquals(allowed, value)))
            problems.Add($"{path} is none of {values.ToJsonString()}");
        if (value is JsonObject parent) CheckFields(parent, schema, path, problems);
        if (value is JsonArray list && schema["items"] is JsonObject item)
        {
            for (var index = 0; index < list.Count; index++) Check(list[index], item, $"{path}[{index}]", problems);
        }
    }

    private void CheckFields(JsonObject value, JsonObject schema, string path, List<string> problems)
    {
        var properties = schema["properties"] as JsonObject;
        var others = schema["additionalProperties"] as JsonObject;
        foreach (var (field, child) in value)
        {
            if (properties?[field] is JsonObject known) Check(child, known, $"{path}.{field}", problems);
            else if (others is not null) Check(child, others, $"{path}.{field}", problems);
            else if (properties is not null || schema["type"] is not null && schema.Count > 1) problems.Add($"{path}.{field} is not known");
        }

        problems.AddRange((schema["required"] as JsonArray ?? [])
            .Select(field => (string)field!).Where(field => !value.ContainsKey(field)).Select(field => $"{path}.{field} is missing"));
    }

    private static bool Allows(JsonNode types, JsonNode value) =>
        types is JsonArray several ? several.Any(type => Allows(type!, value)) : Is((string)types!, value);

    private static bool Is(string type, JsonNode value) => (type, value.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => value.AsValue().TryGetValue<long>(out _),
        _ => false,
    };

    private static JsonObject Read(string file) => (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Facts", file)))!;
}
