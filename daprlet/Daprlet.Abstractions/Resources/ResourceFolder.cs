using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Daprlet.Resources;

/// <summary>Reads the YAML files directly in a resources folder (Dapr: not recursive, <c>*.yaml</c> and <c>*.yml</c>, in order of their names).</summary>
public static partial class ResourceFolder
{
    private const long MaxFileBytes = 4 * 1024 * 1024;

    /// <summary>Every document with a kind. A file that is not YAML is handed to <paramref name="onBroken"/> and passed over.</summary>
    /// <exception cref="ResourceException">The folder does not exist.</exception>
    public static IEnumerable<ResourceDocument> Read(string folder, Action<ResourceException> onBroken)
    {
        if (!Directory.Exists(folder))
            throw new ResourceException(folder, null, "no such file or directory: a resources folder");
        var files = Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f).ToUpperInvariant() is ".YAML" or ".YML").Order(StringComparer.Ordinal);
        return files.SelectMany(file => ReadFile(file, onBroken));
    }

    /// <summary>The documents of one file that have a kind, in order.</summary>
    public static IEnumerable<ResourceDocument> ReadFile(string file, Action<ResourceException> onBroken)
    {
        if (new FileInfo(file).Length > MaxFileBytes)
        {
            onBroken(new ResourceException(file, null, $"larger than {MaxFileBytes} bytes"));
            yield break;
        }
        var position = 0;
        foreach (var text in DocumentStart().Split(File.ReadAllText(file)))
        {
            if (TryParse(file, text, onBroken, out var root) && root is null)
                continue;
            if (root is JsonObject mapping && Text(mapping, "kind") is { } kind)
                yield return new ResourceDocument(file, Text(mapping, "apiVersion") ?? "", kind, mapping) { Position = position };
            position++;
        }
    }

    private static bool TryParse(string file, string text, Action<ResourceException> onBroken, out JsonNode? root)
    {
        root = null;
        try
        {
            root = YamlJson.Parse(text);
            return true;
        }
        catch (YamlException e)
        {
            onBroken(new ResourceException(file, null, $"not valid YAML: {e.Message}", e));
            return false;
        }
    }

    private static string? Text(JsonObject root, string name) =>
        root.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    [GeneratedRegex(@"^---[^\S\n]*(?:\r?\n|$)", RegexOptions.Multiline)]
    private static partial Regex DocumentStart();
}
