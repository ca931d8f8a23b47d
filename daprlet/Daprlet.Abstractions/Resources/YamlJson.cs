using System.Text.Json.Nodes;
using Daprlet.Resources.Yaml;

namespace Daprlet.Resources;

/// <summary>Turns YAML into JSON, as Dapr does before it decodes a resource, so that every field is read by one set of rules.</summary>
public static class YamlJson
{
    /// <summary>The root of the first document of a text, or null when that is empty.</summary>
    /// <exception cref="YamlFormatException">The text is not YAML, or uses what JSON cannot express.</exception>
    public static JsonNode? Parse(string yaml) => YamlReader.Read(yaml) is { } root ? From(root) : null;

    /// <summary>The same value in JSON. What an alias stands for is repeated.</summary>
    internal static JsonNode? From(YamlNode node) => node switch
    {
        YamlMap map => From(map),
        YamlList list => new JsonArray([.. list.Items.Select(From)]),
        YamlScalar scalar => From(scalar),
        _ => throw new ArgumentException("neither a scalar nor a collection", nameof(node)),
    };

    internal static JsonObject From(YamlMap map)
    {
        var result = new JsonObject();
        foreach (var entry in map.Entries)
            result[NameFrom(entry.Name)] = From(entry.Value);
        return result;
    }

    private static JsonNode? From(YamlScalar scalar)
    {
        if (scalar.IsNull)
            return null;
        if (scalar.Truth is { } truth)
            return JsonValue.Create(truth);
        return scalar.Number is { } number ? JsonNode.Parse(number) : JsonValue.Create(scalar.Text);
    }

    private static string NameFrom(YamlScalar name) => name.Truth switch
    {
        true => "true",
        false => "false",
        null => name.Number ?? name.Text,
    };
}
