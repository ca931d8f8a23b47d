namespace Daprlet.Commands;

/// <summary>What somebody who mistyped a word may have meant.</summary>
internal static class FlagSuggestion
{
    private const int LongestWord = 64;

    /// <summary>Such as <c> (did you mean --app-id?)</c>; nothing where no candidate is near.</summary>
    /// <param name="prefix">Stands before the candidate.</param>
    public static string For(string word, IEnumerable<string> candidates, string prefix = "")
    {
        if (word.Length > LongestWord)
            return "";
        var nearest = candidates.Select(candidate => (candidate, distance: Distance(Plain(word), Plain(candidate)))).MinBy(pair => pair.distance);
        return nearest.candidate is not null && nearest.distance <= Math.Max(1, word.Length / 4) ? $" (did you mean {prefix}{nearest.candidate}?)" : "";
    }

    private static string Plain(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>How many characters have to be put in, taken out or changed (Levenshtein).</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j - 1], row[j]) + 1);
            }
        }
        return row[^1];
    }
}
