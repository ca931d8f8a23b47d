using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Daprlet.Resources;

/// <summary>
/// Brings JSON into the form of a manifest, as Go decodes it: a field that is null is not there, an item that is null is an empty one,
/// a number or truth value is text where text is wanted.
/// </summary>
internal sealed class ManifestForm
{
    private readonly JsonSerializerOptions _options;
    private readonly List<string> _path = [];

    private ManifestForm(JsonSerializerOptions options) => _options = options;

    /// <exception cref="ManifestFormException">A value is of the wrong kind.</exception>
    public static JsonNode Of(JsonObject root, Type manifest, JsonSerializerOptions options) => new ManifestForm(options).Conform(root, manifest);

    private JsonNode Conform(JsonNode node, Type type)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (wanted == typeof(JsonNode))
            return node.DeepClone();
        if (wanted == typeof(string))
            return node is JsonValue value ? Text(value) : throw Wrong("must be text");
        if (wanted == typeof(bool))
            return node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? node.DeepClone() : throw Wrong("must be true or false");
        if (wanted == typeof(int))
            return int.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong("must be a whole number of at most 32 bits");
        var info = _options.GetTypeInfo(wanted);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Fields(node as JsonObject ?? throw Wrong("must be a mapping"), info),
            JsonTypeInfoKind.Dictionary => Entries(node as JsonObject ?? throw Wrong("must be a mapping"), info.ElementType!),
            JsonTypeInfoKind.Enumerable => Items(node as JsonArray ?? throw Wrong("must be a list"), info.ElementType!),
            _ => throw new NotSupportedException($"a manifest with a field of type {wanted}"),
        };
    }

    private JsonObject Fields(JsonObject fields, JsonTypeInfo info)
    {
        var result = new JsonObject();
        foreach (var (name, value) in fields)
        {
            if (value is not null && info.Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is { } property)
                result[property.Name] = In(name, value, property.PropertyType);
        }
        return result;
    }

    private JsonObject Entries(JsonObject entries, Type type) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)In(entry.Key, entry.Value ?? Empty(type), type))));

    private JsonArray Items(JsonArray items, Type type) => [.. items.Select((item, index) => In($"[{index}]", item ?? Empty(type), type))];

    private JsonNode In(string step, JsonNode? node, Type type)
    {
        _path.Add(step);
        var result = node is null ? null! : Conform(node, type);
        _path.RemoveAt(_path.Count - 1);
        return result;
    }

    private static JsonNode? Empty(Type type) => type == typeof(string) ? "" : type == typeof(JsonNode) ? null : new JsonObject();

    private static JsonNode Text(JsonValue value) => value.GetValueKind() == JsonValueKind.String ? value.DeepClone() : value.ToJsonString();

    private ManifestFormException Wrong(string reason) => new([.. _path], reason);
}
