using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daprlet.Resources;

/// <summary>Turns YAML into JSON, as Dapr does before it decodes a resource, so that every field is read by one set of rules.</summary>
public static class YamlJson
{
    /// <summary>The root of one YAML document, or null when the document is empty.</summary>
    /// <exception cref="YamlException">The text is not YAML, or uses what JSON cannot express.</exception>
    public static JsonNode? Parse(string yaml)
    {
        var stream = YamlText.Load(yaml);
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode, depth: 0);
    }

    private const int MaxDepth = 64;

    private static JsonNode? Convert(YamlNode node, int depth) => depth > MaxDepth
        ? throw new YamlException(node.Start, node.End, $"nested more than {MaxDepth} levels deep")
        : node switch
        {
            YamlScalarNode scalar => Scalar(scalar),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(child => Convert(child, depth + 1))]),
            YamlMappingNode mapping => Mapping(mapping, depth),
            _ => throw new YamlException(node.Start, node.End, "aliases to open nodes are not supported"),
        };

    private static JsonObject Mapping(YamlMappingNode mapping, int depth)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
                throw new YamlException(key.Start, key.End, "a key must be a plain word");
            result[name] = Convert(value, depth + 1);
        }
        return result;
    }

    private static JsonValue? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any))
            return JsonValue.Create(text);
        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ => Number(text) ?? JsonValue.Create(text),
        };
    }

    private static JsonValue? Number(string text)
    {
        if (!char.IsAsciiDigit(text[^1]) || !(char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return JsonValue.Create(whole);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? JsonValue.Create(real) : null;
    }
}
