using YamlDotNet.Core;

namespace Daprlet.Resources.Yaml;

/// <summary>Says where a text is not YAML and why, in words for those who have written it.</summary>
internal static class YamlSyntax
{
    /// <param name="firstLine">The line of the file that the text begins on.</param>
    public static YamlFormatException Error(string text, YamlException e, int firstLine)
    {
        var position = YamlReader.At(e.Start, firstLine);
        if (e.Message.Contains(" tab ", StringComparison.Ordinal) && FirstTab(text, (int)e.Start.Line, firstLine) is { } tab)
            return new YamlFormatException(tab, "not valid YAML: a tab in the indentation, which takes spaces only", e);
        var hint = e.Message switch
        {
            var message when message.Contains("invalid mapping", StringComparison.Ordinal) => " (is the line indented as the lines around it, or is a text with ': ' in it in need of quotes?)",
            var message when message.Contains("cannot start any token", StringComparison.Ordinal) => " (a text that begins with it needs quotes)",
            _ => "",
        };
        return new YamlFormatException(position, $"not valid YAML: {char.ToLowerInvariant(e.Message[0])}{e.Message[1..].TrimEnd('.')}{hint}", e);
    }

    /// <summary>The first tab before the first other character of a line, from a line of the text on.</summary>
    private static YamlPosition? FirstTab(string text, int fromLine, int firstLine)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indentation = line[..^line.TrimStart().Length];
            if (number >= fromLine && indentation.IndexOf('\t') is >= 0 and var tab)
                return new YamlPosition(number + firstLine - 1, tab + 1);
        }
        return null;
    }
}
