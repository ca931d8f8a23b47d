using System.Collections.Immutable;

namespace DaprShop.ServiceDefaults.State.Feeds;

/// <summary>A set of numbers from 0 on, kept as runs: small while what is in it lies together.</summary>
/// <param name="Runs">Ascending, neither overlapping nor touching.</param>
public sealed record NumberSet(ImmutableArray<NumberRun> Runs)
{
    /// <summary>The most runs of a set.</summary>
    public const int MaxRuns = 2000;

    /// <summary>The set without numbers.</summary>
    public static NumberSet Empty { get; } = new(ImmutableArray<NumberRun>.Empty);

    /// <summary>How many numbers are in it.</summary>
    public int Size() => Runs.Sum(run => run.Last - run.First + 1);

    /// <summary>Whether a number is in it.</summary>
    public bool Contains(int number) => IndexOf(number) is not null;

    /// <summary>The numbers, the highest first.</summary>
    public IEnumerable<int> Descending()
    {
        for (var i = Runs.Length - 1; i >= 0; i--)
        {
            for (var number = Runs[i].Last; number >= Runs[i].First; number--)
                yield return number;
        }
    }

    /// <summary>The set with a number that is higher than all in it.</summary>
    public NumberSet Append(int number) => Runs is [.., var last] && last.Last == number - 1
        ? new(Runs.SetItem(Runs.Length - 1, last with { Last = number }))
        : new(Runs.Add(new NumberRun(number, number)));

    /// <summary>The set without a number; null if that would take more than <see cref="MaxRuns"/> runs.</summary>
    public NumberSet? Without(int number)
    {
        if (IndexOf(number) is not { } index) return this;
        var run = Runs[index];
        var rest = new[] { run with { Last = number - 1 }, run with { First = number + 1 } }.Where(part => part.First <= part.Last).ToList();
        return Runs.Length - 1 + rest.Count > MaxRuns ? null : new(Runs.RemoveAt(index).InsertRange(index, rest));
    }

    private int? IndexOf(int number)
    {
        var (low, high) = (0, Runs.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < Runs[middle].First) high = middle - 1;
            else if (number > Runs[middle].Last) low = middle + 1;
            else return middle;
        }

        return null;
    }
}

/// <summary>All numbers from one to another, both included.</summary>
public readonly record struct NumberRun(int First, int Last);
