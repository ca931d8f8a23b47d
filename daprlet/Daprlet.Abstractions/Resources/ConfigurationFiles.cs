using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daprlet.Resources.Yaml;

namespace Daprlet.Resources;

/// <summary>Reads Configuration files in order onto one object: a later scalar or list replaces an earlier one, what it does not mention stays.</summary>
public static partial class ConfigurationFiles
{
    /// <summary>The merged Configuration; an empty one when there are no files.</summary>
    /// <param name="environment">Where <c>$NAME</c> and <c>${NAME}</c> in the text are looked up.</param>
    /// <exception cref="ResourceException">A file is missing or cannot be decoded.</exception>
    public static ConfigurationManifest Read(IEnumerable<string> files, Func<string, string?> environment)
    {
        var merged = new JsonObject();
        var last = "";
        foreach (var file in files)
        {
            last = file;
            if (!File.Exists(file))
                throw new ResourceException(file, null, "no such Configuration file");
            var text = Variable().Replace(ResourceFile.ReadText(file), match => environment(match.Groups["name"].Value) ?? "");
            var map = Parse(file, text);
            var document = new ResourceDocument(file, "dapr.io/v1alpha1", "Configuration", YamlJson.From(map)) { Source = map };
            document.Decode<ConfigurationManifest>(); // so that what is wrong is found where it stands
            MergeSections(merged, document.Root);
        }
        return new ResourceDocument(last, "dapr.io/v1alpha1", "Configuration", merged).Decode<ConfigurationManifest>();
    }

    private static YamlMap Parse(string file, string text)
    {
        try
        {
            return YamlReader.Read(text) switch
            {
                null or YamlScalar { IsNull: true } => new YamlMap([]) { Position = new YamlPosition(1, 1) },
                YamlMap map => map,
                { Position: var position } => throw new ResourceException(file, null, $"{position}: not a YAML mapping"),
            };
        }
        catch (YamlFormatException e)
        {
            throw new ResourceException(file, null, e.Message, e);
        }
    }

    /// <summary>A section that is null, such as <c>spec</c> with nothing under it, says nothing; a null inside of it takes back what an earlier file says.</summary>
    private static void MergeSections(JsonObject target, JsonObject source)
    {
        foreach (var name in source.Where(section => section.Value is null).Select(section => section.Key).ToList())
            source.Remove(name);
        Merge(target, source);
    }

    private static void Merge(JsonObject target, JsonObject source)
    {
        foreach (var (name, value) in source.ToList())
        {
            var existing = target.Select(field => field.Key).FirstOrDefault(key => string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) ?? name;
            if (value is JsonObject from && target[existing] is JsonObject onto)
                Merge(onto, from);
            else
                target[existing] = value?.DeepClone();
        }
    }

    [GeneratedRegex(@"\$(?:\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|(?<name>[A-Za-z_][A-Za-z0-9_]*))")]
    private static partial Regex Variable();
}
