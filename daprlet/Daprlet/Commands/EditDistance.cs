namespace Daprlet.Commands;

/// <summary>How near words are to each other.</summary>
internal static class EditDistance
{
    /// <summary>No longer word is near to one of ours, and the time that it takes grows with the length.</summary>
    public const int LongestWord = 64;

    /// <summary>How many characters have to be put in, taken out or changed (Levenshtein).</summary>
    public static int Between(string left, string right)
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
