using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Daprlet.Resources.Yaml;

namespace Daprlet.Resources;

/// <summary>One YAML document of a resources folder whose kind is known, not yet decoded.</summary>
/// <param name="File">The full path of the file, for messages.</param>
/// <param name="Root">The document as JSON.</param>
public sealed record ResourceDocument(string File, string ApiVersion, string Kind, JsonObject Root)
{
    private static readonly JsonSerializerOptions GoLike = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        MaxDepth = 128,
    };

    /// <summary>How many documents stand before it in its file.</summary>
    public int Position { get; init; }

    /// <summary>Whether nothing stands before the document in its file.</summary>
    public bool IsFirst => Position == 0;

    /// <summary>The resource's name as far as it can be read; null when it cannot.</summary>
    public string? Name => Field(Root, "metadata") is JsonObject metadata && Field(metadata, "name") is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;

    /// <summary>The document as it was read, for the lines of what is wrong in it; null for one that code made.</summary>
    internal YamlMap? Source { get; init; }

    /// <summary>Decodes the document; field names match in any letter case, unknown ones are passed over, a null is as if the field were not there.</summary>
    /// <exception cref="ResourceException">A field has a value of the wrong kind.</exception>
    public T Decode<T>() where T : class
    {
        try
        {
            return ManifestForm.Of(Root, typeof(T), GoLike).Deserialize<T>(GoLike)!;
        }
        catch (ManifestFormException e)
        {
            var place = Source is null ? "" : $"{e.Locate(Source)}: ";
            throw new ResourceException(File, Name, $"{place}{e.Message}", e);
        }
    }

    private static JsonNode? Field(JsonObject json, string name) =>
        json.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value;
}
