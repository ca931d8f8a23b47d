using System.Text.Json.Nodes;
using Daprlet.Resources.Yaml;

namespace Daprlet.Resources;

/// <summary>Reads the YAML files directly in a resources folder (Dapr: not recursive, <c>*.yaml</c> and <c>*.yml</c>, in order of their names).</summary>
public static class ResourceFolder
{
    /// <summary>Every document with a kind. What cannot be read is handed to <paramref name="onBroken"/> and passed over.</summary>
    /// <exception cref="ResourceException">The folder does not exist or may not be read.</exception>
    public static IEnumerable<ResourceDocument> Read(string folder, Action<ResourceException> onBroken) =>
        Files(folder).SelectMany(file => ReadFile(file, onBroken));

    /// <summary>Whether a file of a resources folder is read, by its name.</summary>
    public static bool IsResourceFile(string file) => Path.GetExtension(file).ToUpperInvariant() is ".YAML" or ".YML";

    /// <summary>The documents of one file that have a kind, in order.</summary>
    public static IEnumerable<ResourceDocument> ReadFile(string file, Action<ResourceException> onBroken)
    {
        var position = 0;
        foreach (var (text, firstLine) in ResourceTexts.Split(ReadText(file, onBroken)))
        {
            if (TryParse(file, text, firstLine, onBroken, out var root) && root is null or YamlScalar { IsNull: true })
                continue;
            if (root is YamlMap map && YamlJson.From(map) is var json && Text(json, "kind") is { } kind)
                yield return new ResourceDocument(file, Text(json, "apiVersion") ?? "", kind, json) { Position = position, Source = map };
            position++;
        }
    }

    private static List<string> Files(string folder)
    {
        if (!Directory.Exists(folder))
            throw new ResourceException(folder, null, "no such file or directory: a resources folder");
        try
        {
            return [.. Directory.EnumerateFiles(folder).Where(IsResourceFile).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ResourceException(folder, null, $"a resources folder that cannot be read: {e.Message}", e);
        }
    }

    private static string ReadText(string file, Action<ResourceException> onBroken)
    {
        try
        {
            return ResourceFile.ReadText(file);
        }
        catch (ResourceException e)
        {
            onBroken(e);
            return "";
        }
    }

    private static bool TryParse(string file, string text, int firstLine, Action<ResourceException> onBroken, out YamlNode? root)
    {
        root = null;
        try
        {
            root = YamlReader.Read(text, firstLine);
            return true;
        }
        catch (YamlFormatException e)
        {
            onBroken(new ResourceException(file, null, e.Message, e));
            return false;
        }
    }

    private static string? Text(JsonObject root, string name) =>
        root.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
