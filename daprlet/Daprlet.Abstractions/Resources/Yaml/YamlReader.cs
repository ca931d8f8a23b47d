using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Daprlet.Resources.Yaml;

/// <summary>Reads YAML text. Every resource and every run template is read here.</summary>
public static class YamlReader
{
    /// <summary>The first document of the text; null when there is nothing but comments.</summary>
    /// <param name="firstLine">The line of the file that the text begins on.</param>
    /// <exception cref="YamlFormatException">The text is not YAML, nested too deeply, or too large with its aliases written out.</exception>
    public static YamlNode? Read(string text, int firstLine = 1)
    {
        var content = text.TrimStart('\uFEFF');
        RefuseControlCharacters(content, firstLine);
        var parser = new Parser(new StringReader(content));
        var tree = new YamlTree(firstLine);
        try
        {
            while (Next(parser, firstLine) is { } next and not DocumentEnd)
                tree.Add(next);
        }
        catch (YamlException e)
        {
            throw YamlSyntax.Error(content, e, firstLine);
        }
        return tree.Root;
    }

    /// <summary>The next event; null at the end.</summary>
    private static ParsingEvent? Next(Parser parser, int firstLine)
    {
        try
        {
            return parser.MoveNext() ? parser.Current : null;
        }
        catch (Exception e) when (e is not (YamlException or OutOfMemoryException))
        {
            // The library's scanner ends with whatever its own state leads to on some malformed texts.
            throw new YamlFormatException(At(parser.Current?.End ?? Mark.Empty, firstLine), "not valid YAML: the text is malformed behind this place", e);
        }
    }

    internal static YamlPosition At(Mark mark, int firstLine) => new((int)Math.Max(mark.Line, 1) + firstLine - 1, (int)Math.Max(mark.Column, 1));

    private static void RefuseControlCharacters(string text, int firstLine)
    {
        var (line, lineStart) = (firstLine, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '\n')
                (line, lineStart) = (line + 1, i + 1);
            else if (char.IsControl(character) && character is not ('\t' or '\r' or '\u0085'))
                throw new YamlFormatException(new YamlPosition(line, i - lineStart + 1), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"not valid YAML: the control character U+{(int)character:X4}"));
        }
    }
}
