using Daprlet.Resources.Yaml;

namespace Daprlet.Resources;

/// <summary>A field of a manifest has a value of the wrong kind. The message names the field and what it must be.</summary>
/// <param name="path">Names of fields and numbers of items, from the outside in.</param>
internal sealed class ManifestFormException(IReadOnlyList<string> path, string reason) : Exception($"{Place(path)}: {reason}")
{
    /// <summary>Where the value stands in the text, or the last thing on the way to it that is there.</summary>
    public YamlPosition Locate(YamlMap source)
    {
        YamlNode node = source;
        foreach (var step in path)
        {
            if (Step(node, step) is not { } next)
                break;
            node = next;
        }
        return node.Position;
    }

    private static YamlNode? Step(YamlNode node, string step) => node switch
    {
        YamlMap map => map.Find(step),
        YamlList list => list.Items[int.Parse(step[1..^1], System.Globalization.CultureInfo.InvariantCulture)],
        _ => null,
    };

    private static string Place(IReadOnlyList<string> path) => SingleLine.Of(string.Join('.', path).Replace(".[", "[", StringComparison.Ordinal));
}
