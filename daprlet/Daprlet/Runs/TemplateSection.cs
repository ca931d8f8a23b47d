using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daprlet.Runs;

/// <summary>One mapping of a run template: typed reading of its fields, with errors that name the place. A field without a value counts as absent, as in Dapr.</summary>
internal sealed class TemplateSection(string file, string path, YamlMappingNode? fields)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <exception cref="RunTemplateException">The value is not a plain word or text.</exception>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode scalar => Value(scalar),
        _ => throw Wrong(name, "must be text"),
    };

    /// <exception cref="RunTemplateException">The value is not a whole number.</exception>
    public int? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong(name, $"must be a whole number, not \"{text}\"");
    }

    /// <exception cref="RunTemplateException">The value is neither true nor false.</exception>
    public bool? Switch(string name) => Text(name) switch
    {
        null => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        var text => throw Wrong(name, $"must be true or false, not \"{text}\""),
    };

    /// <exception cref="RunTemplateException">The value is not a list of texts.</exception>
    public IReadOnlyList<string>? Texts(string name) => Find(name) switch
    {
        null => null,
        YamlSequenceNode list => [.. list.Select((item, index) => item is YamlScalarNode scalar ? Value(scalar) ?? "" : throw Wrong($"{name}[{index}]", "must be text"))],
        _ => throw Wrong(name, "must be a list"),
    };

    /// <exception cref="RunTemplateException">The value is not a mapping of names to texts.</exception>
    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Mapping(name)?.Children ?? new YamlMappingNode().Children)
        {
            if (key is not YamlScalarNode { Value: { Length: > 0 } variable })
                throw Wrong(name, "has a name that is not text");
            result[variable] = value is YamlScalarNode scalar ? Value(scalar) ?? "" : throw Wrong($"{name}.{variable}", "must be text");
        }
        return result;
    }

    /// <summary>The mapping of that name; an empty section when it is absent.</summary>
    /// <exception cref="RunTemplateException">The value is not a mapping.</exception>
    public TemplateSection Section(string name) => new(file, Place(name), Mapping(name));

    /// <summary>The mappings in the list of that name.</summary>
    /// <exception cref="RunTemplateException">The value is not a list of mappings.</exception>
    public IReadOnlyList<TemplateSection> Sections(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => [.. list.Select((item, index) => item is YamlMappingNode mapping
            ? new TemplateSection(file, Place($"{name}[{index}]"), mapping)
            : throw Wrong($"{name}[{index}]", "must be a mapping"))],
        _ => throw Wrong(name, "must be a list"),
    };

    /// <summary>Names of fields that nobody has asked for.</summary>
    public IEnumerable<string> UnknownFields() =>
        fields?.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "").Where(key => !_known.Contains(key)).Select(Place) ?? [];

    public RunTemplateException Wrong(string name, string reason) => new(file, Place(name), reason);

    private string Place(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private YamlMappingNode? Mapping(string name) => Find(name) switch
    {
        null => null,
        YamlMappingNode mapping => mapping,
        _ => throw Wrong(name, "must be a mapping"),
    };

    private YamlNode? Find(string name)
    {
        _known.Add(name);
        if (fields is null || !fields.Children.TryGetValue(new YamlScalarNode(name), out var node))
            return null;
        return node is YamlScalarNode scalar && Value(scalar) is null ? null : node;
    }

    /// <summary>The text as it is written, or null for YAML's null.</summary>
    private static string? Value(YamlScalarNode scalar) =>
        scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value;
}
