using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

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
            var text = Variable().Replace(File.ReadAllText(file), match => environment(match.Groups["name"].Value) ?? "");
            Merge(merged, Parse(file, text));
        }
        return new ResourceDocument(last, "dapr.io/v1alpha1", "Configuration", merged).Decode<ConfigurationManifest>();
    }

    private static JsonObject Parse(string file, string text)
    {
        try
        {
            return YamlJson.Parse(text) as JsonObject ?? throw new ResourceException(file, null, "not a YAML mapping");
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new ResourceException(file, null, $"not valid YAML: {e.Message}", e);
        }
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
