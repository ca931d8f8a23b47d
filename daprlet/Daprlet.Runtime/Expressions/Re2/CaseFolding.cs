using System.Text;

namespace Daprlet.Expressions.Re2;

/// <summary>Code points that are the same but for their case (Unicode, simple case folding).</summary>
internal static class CaseFolding
{
    private const int LongS = 0x17F;

    private static readonly Lazy<Dictionary<int, List<int>>> Orbits = new(FindOrbits);

    /// <summary>The set with the other cases of all that is in it.</summary>
    public static RuneSet Fold(RuneSet set)
    {
        var folded = new List<(int, int)>(set.Ranges);
        foreach (var orbit in Orbits.Value.Values.Where(orbit => orbit.Any(set.Contains)))
            folded.AddRange(orbit.Select(rune => (rune, rune)));
        return RuneSet.Of(folded);
    }

    private static Dictionary<int, List<int>> FindOrbits()
    {
        var orbits = new Dictionary<int, List<int>>();
        for (var rune = 0; rune <= RuneSet.MaxRune; rune++)
        {
            if (!Rune.TryCreate(rune, out var value))
                continue;
            var key = rune == LongS ? 's' : Rune.ToLowerInvariant(Rune.ToUpperInvariant(value)).Value;
            if (!orbits.TryGetValue(key, out var orbit))
                orbits[key] = orbit = [];
            orbit.Add(rune);
        }
        foreach (var key in orbits.Where(orbit => orbit.Value.Count == 1).Select(orbit => orbit.Key).ToList())
            orbits.Remove(key);
        return orbits;
    }
}
