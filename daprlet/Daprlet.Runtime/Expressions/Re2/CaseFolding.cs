using System.Text;

namespace Daprlet.Expressions.Re2;

/// <summary>Code points that are the same but for their case (Unicode, simple case folding).</summary>
internal static class CaseFolding
{
    private const int LongS = 0x17F;

    /// <summary>Each code point that has other cases, with all of them, itself among them.</summary>
    private static readonly Lazy<SortedDictionary<int, List<int>>> Orbits = new(FindOrbits);

    private static readonly Lazy<int[]> Runes = new(() => [.. Orbits.Value.Keys]);

    /// <summary>The set with the other cases of all that is in it.</summary>
    public static RuneSet Fold(RuneSet set)
    {
        var folded = new List<(int, int)>(set.Ranges);
        foreach (var (first, last) in set.Ranges)
        {
            var start = Array.BinarySearch(Runes.Value, first);
            foreach (var rune in Runes.Value.Skip(start < 0 ? ~start : start).TakeWhile(rune => rune <= last))
                folded.AddRange(Orbits.Value[rune].Select(other => (other, other)));
        }
        return RuneSet.Of(folded);
    }

    private static SortedDictionary<int, List<int>> FindOrbits()
    {
        var orbits = Enumerable.Range(0, RuneSet.MaxRune + 1).Where(rune => LowerCase(rune) != rune).GroupBy(LowerCase, (lower, others) => others.Prepend(lower).ToList());
        return new(orbits.SelectMany(orbit => orbit.Select(rune => (rune, orbit))).ToDictionary(one => one.rune, one => one.orbit));
    }

    private static int LowerCase(int rune) => rune == LongS ? 's' : !Rune.IsValid(rune) ? rune : Rune.ToLowerInvariant(Rune.ToUpperInvariant(new Rune(rune))).Value;
}
