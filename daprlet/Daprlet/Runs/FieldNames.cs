namespace Daprlet.Runs;

/// <summary>Finds the field that somebody may have meant who has written another.</summary>
internal static class FieldNames
{
    private const int ShortName = 4;

    /// <summary>The field that <paramref name="written"/> is a slip for: another letter case, other separators, a letter or two; null for none.</summary>
    public static string? Misspelt(string written, IEnumerable<string> known)
    {
        var letters = Letters(written);
        var nearest = known.Select(name => (Name: name, Distance: Distance(letters, Letters(name)))).OrderBy(field => field.Distance).ThenBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance <= (letters.Length <= ShortName ? 1 : 2) ? nearest.Name : null;
    }

    /// <summary>The shortest field whose name is a part of what is written, or the other way round; null for none.</summary>
    public static string? Related(string written, IEnumerable<string> known)
    {
        var letters = Letters(written);
        return letters.Length < ShortName ? null : known
            .Where(name => Letters(name) is var field && (field.Contains(letters, StringComparison.Ordinal) || letters.Contains(field, StringComparison.Ordinal)))
            .OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal).FirstOrDefault();
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>How many letters must be put in, taken out or changed.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
