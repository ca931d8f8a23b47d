using Daprlet.Commands;

namespace Daprlet.Runs;

/// <summary>Finds the field that somebody may have meant who has written another.</summary>
internal static class FieldNames
{
    private const int ShortName = 4;

    /// <summary>The field that <paramref name="written"/> is a slip for: another letter case, other separators, a letter or two; null for none.</summary>
    public static string? Misspelt(string written, IEnumerable<string> known)
    {
        var letters = Letters(written);
        if (letters.Length > EditDistance.LongestWord)
            return null;
        var nearest = known.Select(name => (Name: name, Distance: EditDistance.Between(letters, Letters(name)))).OrderBy(field => field.Distance).ThenBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault();
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
}
