using System.Diagnostics;

namespace DaprShop.Tests.Chaos.Waiting;

/// <summary>How quick the machine is at this moment, by a piece of work that is always the same.</summary>
internal sealed class MachinePace
{
    private const int Rounds = 4_000_000; // a few milliseconds: more than a thread gets in one go where others want to run
    private const int TimesSlower = 4;

    private TimeSpan _best = TimeSpan.MaxValue;
    private uint _result = 1;

    /// <summary>Does the piece of work.</summary>
    /// <returns>Whether it took several times as long as it can.</returns>
    public bool IsSlow()
    {
        var start = Stopwatch.GetTimestamp();
        for (var round = 0; round < Rounds; round++) _result = (_result * 1_664_525) + 1_013_904_223;
        var took = Stopwatch.GetElapsedTime(start);
        if (took < _best) _best = took;
        return took > TimesSlower * _best;
    }
}
