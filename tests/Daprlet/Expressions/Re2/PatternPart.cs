namespace DaprShop.Tests.Daprlet.Expressions.Re2;

/// <summary>A pattern of which a matcher that tries everything says where it can end in a text.</summary>
/// <param name="Rank">How strongly it binds, from 0, alternatives; 3 can be repeated.</param>
/// <param name="Ends">All places where it can end, by the place where it begins.</param>
internal sealed record PatternPart(string Text, int Rank, Func<string, int, HashSet<int>> Ends)
{
    public const string Alphabet = "abAB-\n";

    private static readonly string[] Openings = ["(", "(?:", "(?P<n>", "(?<n>", "(?U:"];

    /// <summary>Any pattern, so many levels deep.</summary>
    public static PatternPart Any(Random random, int depth, bool ignoresCase) => depth == 0 ? Leaf(random, ignoresCase) : random.Next(6) switch
    {
        0 or 1 => Sequence(Parts(random, depth, ignoresCase), random),
        2 => Choice([Leaf(random, ignoresCase), .. Parts(random, depth, ignoresCase)], random),
        3 or 4 => Repeated(Any(random, depth - 1, ignoresCase), random),
        _ => WithoutCase(Any(random, depth - 1, ignoresCase: true)),
    };

    public bool IsIn(string text) => Enumerable.Range(0, text.Length + 1).Any(start => Ends(text, start).Count > 0);

    private static PatternPart WithoutCase(PatternPart part) => part with { Text = $"(?i:{part.Text})", Rank = 3 };

    /// <summary>None to three.</summary>
    private static PatternPart[] Parts(Random random, int depth, bool ignoresCase) => [.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1, ignoresCase))];

    private static PatternPart Leaf(Random random, bool ignoresCase) => random.Next(12) switch
    {
        0 or 1 or 2 => One("a", one => Is(one, "a", ignoresCase)),
        3 or 4 => One("b", one => Is(one, "b", ignoresCase)),
        5 => One(".", one => one != '\n'),
        6 => One("[^a]", one => !Is(one, "a", ignoresCase)),
        7 => One("[a-b-]", one => Is(one, "ab-", ignoresCase)),
        8 => One(@"\W", one => !char.IsAsciiLetter(one)),
        9 => Between("^", (before, _) => before is null),
        10 => Between("$", (_, after) => after is null),
        _ => random.Next(2) == 0
            ? Between(@"\b", (before, after) => IsWord(before) != IsWord(after))
            : Between(@"\B", (before, after) => IsWord(before) == IsWord(after)),
    };

    private static bool Is(char one, string members, bool ignoresCase) => members.Contains(ignoresCase ? char.ToLowerInvariant(one) : one);

    private static bool IsWord(char? one) => one is { } letter && char.IsAsciiLetter(letter);

    private static PatternPart One(string text, Func<char, bool> isIn) => new(text, 3, (all, start) => start < all.Length && isIn(all[start]) ? [start + 1] : []);

    private static PatternPart Between(string text, Func<char?, char?, bool> holds) =>
        new(text, 3, (all, at) => holds(at > 0 ? all[at - 1] : null, at < all.Length ? all[at] : null) ? [at] : []);

    private static PatternPart Sequence(PatternPart[] parts, Random random) => new(string.Concat(parts.Select(part => part.Within(2, random))), 1,
        (text, start) => parts.Aggregate<PatternPart, HashSet<int>>([start], (starts, part) => After(starts, part, text)));

    private static PatternPart Choice(PatternPart[] parts, Random random) => new(string.Join('|', parts.Select(part => part.Within(1, random))), 0,
        (text, start) => [.. parts.SelectMany(part => part.Ends(text, start))]);

    private static PatternPart Repeated(PatternPart part, Random random)
    {
        var (count, min, max) = ((string, int, int?))(random.Next(7) switch
        {
            0 => ("*", 0, null),
            1 => ("+", 1, null),
            2 => ("?", 0, 1),
            3 => ("{0}", 0, 0),
            4 => ("{2}", 2, 2),
            5 => ("{1,3}", 1, 3),
            _ => ("{2,}", 2, null),
        });
        return new(part.Within(3, random) + count + (random.Next(3) == 0 ? "?" : ""), 2, (text, start) =>
        {
            var (ends, reached) = (new HashSet<int>(), new HashSet<int> { start });
            for (var times = 0; times <= (max ?? min + text.Length); times++)
            {
                if (times >= min)
                    ends.UnionWith(reached);
                reached = After(reached, part, text);
            }
            return ends;
        });
    }

    private static HashSet<int> After(HashSet<int> starts, PatternPart part, string text) => [.. starts.SelectMany(start => part.Ends(text, start))];

    private string Within(int rank, Random random) => Rank >= rank ? Text : $"{Openings[random.Next(Openings.Length)]}{Text})";
}
