namespace Daprlet.Expressions.Re2;

/// <summary>A set of code points.</summary>
internal sealed class RuneSet
{
    public const int MaxRune = 0x10FFFF;

    /// <summary>Sorted, with a gap between one and the next.</summary>
    private readonly (int First, int Last)[] _ranges;

    private RuneSet((int, int)[] ranges) => _ranges = ranges;

    public static RuneSet All { get; } = Of((0, MaxRune));

    /// <summary>Any but the end of a line.</summary>
    public static RuneSet NotNewLine { get; } = Of(('\n', '\n')).Negate();

    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    /// <param name="ranges">In any order; they may overlap.</param>
    public static RuneSet Of(params IEnumerable<(int First, int Last)> ranges) => Merge(ranges.Order());

    public static RuneSet Where(Func<int, bool> isIn) => Merge(Enumerable.Range(0, MaxRune + 1).Where(isIn).Select(rune => (rune, rune)));

    public RuneSet Union(RuneSet other) => Of(_ranges.Concat(other._ranges));

    public RuneSet Negate()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
                gaps.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= MaxRune)
            gaps.Add((next, MaxRune));
        return new RuneSet([.. gaps]);
    }

    public bool Contains(int rune)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < _ranges[middle].First)
                high = middle - 1;
            else if (rune > _ranges[middle].Last)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <param name="ranges">In order.</param>
    private static RuneSet Merge(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }
        return new RuneSet([.. merged]);
    }
}
