using DaprShop.ServiceDefaults.Identity;
using DaprShop.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class ReadAllowanceTests
{
    private const int Burst = 5;
    private const int LongestPause = 20_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // Many short pauses, so that the allowance is used up, and some long ones, in which it comes back.
    private static readonly Arbitrary<int[]> Pauses =
        Gen.Frequency((8, Gen.Choose(0, 300)), (1, Gen.Choose(0, LongestPause))).ArrayOf().ToArbitrary();

    [Fact]
    public void In_no_stretch_of_time_are_there_more_reads_than_allowed() => Prop.ForAll(Pauses, pauses =>
    {
        var reads = Read(pauses).Select(read => read.BegunAt).ToList();
        return Enumerable.Range(0, reads.Count).All(first => Enumerable.Range(first, reads.Count - first)
            .All(last => last - first < Burst + ((reads[last] - reads[first]) / Interval)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nobody_waits_longer_than_the_interval_and_nobody_at_all_after_a_quiet_time() => Prop.ForAll(Pauses, pauses =>
    {
        var reads = Read(pauses);
        return reads.All(read => read.BegunAt - read.AskedAt <= Interval)
            && reads.Zip(reads.Skip(1)).All(pair => pair.Second.AskedAt - pair.First.BegunAt < Interval || pair.Second.AskedAt == pair.Second.BegunAt);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void After_a_long_quiet_time_a_few_reads_may_follow_each_other_at_once()
    {
        var reads = Read([.. new int[2 * Burst], LongestPause, .. new int[Burst - 1]])[^Burst..];

        Assert.All(reads, read => Assert.Equal(read.AskedAt, read.BegunAt));
    }

    private static List<(DateTimeOffset AskedAt, DateTimeOffset BegunAt)> Read(int[] pauses)
    {
        var time = new VirtualTime();
        var allowance = new ReadAllowance(Burst, Interval, time);
        var reads = new List<(DateTimeOffset, DateTimeOffset)>();
        foreach (var pause in pauses)
        {
            time.Advance(TimeSpan.FromMilliseconds(pause));
            var askedAt = time.GetUtcNow();
            var allowed = allowance.TakeAsync();
            while (!allowed.IsCompleted) time.Advance(Tick);
            reads.Add((askedAt, time.GetUtcNow()));
        }

        return reads;
    }
}
