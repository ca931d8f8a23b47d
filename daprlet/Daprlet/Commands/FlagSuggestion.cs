namespace Daprlet.Commands;

/// <summary>What somebody who mistyped a word may have meant.</summary>
internal static class FlagSuggestion
{
    /// <summary>Such as <c> (did you mean --app-id?)</c>; nothing where no candidate is near.</summary>
    /// <param name="prefix">Stands before the candidate.</param>
    public static string For(string word, IEnumerable<string> candidates, string prefix = "")
    {
        if (word.Length > EditDistance.LongestWord)
            return "";
        var nearest = candidates.Select(candidate => (candidate, distance: EditDistance.Between(Plain(word), Plain(candidate)))).MinBy(pair => pair.distance);
        return nearest.candidate is not null && nearest.distance <= Math.Max(1, word.Length / 4) ? $" (did you mean {prefix}{nearest.candidate}?)" : "";
    }

    private static string Plain(string word) => word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
