namespace Daprlet.Resources;

/// <summary>Divides a resource file into the texts of its documents, as Dapr does: a line that begins with three dashes separates, the rest of it is dropped.</summary>
internal static class ResourceTexts
{
    private const string Separator = "---";

    /// <summary>Each text with the line of the file that it begins on.</summary>
    public static IEnumerable<(string Text, int FirstLine)> Split(string file)
    {
        var (start, firstLine, line) = (0, 1, 1);
        for (var at = 0; at < file.Length; line++)
        {
            var next = file.IndexOf('\n', at) is >= 0 and var end ? end + 1 : file.Length;
            if (IsSeparator(file.AsSpan(at, next - at), isFirst: at == 0))
            {
                if (!IsPrologue(file.AsSpan(start, at - start)))
                    yield return (file[start..at], firstLine);
                (start, firstLine) = (next, line + 1);
            }
            at = next;
        }
        yield return (file[start..], firstLine);
    }

    // In the first line YAML's own mark may have the document behind it.
    private static bool IsSeparator(ReadOnlySpan<char> line, bool isFirst) =>
        line.StartsWith(Separator) && !(isFirst && line.Length > Separator.Length && line[Separator.Length] is ' ' or '\t');

    /// <summary>Whether there are only directives (<c>%YAML 1.1</c>), comments and empty lines.</summary>
    private static bool IsPrologue(ReadOnlySpan<char> text)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.TrimStart() is not ([] or ['#', ..] or ['%', ..]))
                return false;
        }
        return true;
    }
}
