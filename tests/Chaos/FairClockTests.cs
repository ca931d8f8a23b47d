using DaprShop.Tests.Chaos.Books;
using DaprShop.Tests.Chaos.Waiting;

namespace DaprShop.Tests.Chaos;

/// <summary>Waits are the shop's own only while nothing excuses them.</summary>
public sealed class FairClockTests
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Time_counts_only_while_the_machine_works_and_each_service_is_up()
    {
        var isExcused = false;
        await using var clock = new FairClock(() => isExcused);

        clock.Count(Tick, isMachineBusy: false);
        clock.Count(Tick, isMachineBusy: true);
        clock.Count(TimeSpan.FromSeconds(1), isMachineBusy: false); // a timer that is due after 0.1 s
        isExcused = true;
        clock.Count(Tick, isMachineBusy: false);

        Assert.Equal(Tick, clock.Now);
    }

    [Fact]
    public async Task Who_waits_for_longer_than_the_limit_without_an_excuse_complains_once()
    {
        await using var clock = new FairClock(() => false);
        var (book, limit) = (new OrderBook(), TimeSpan.FromSeconds(15));
        var waits = new Waits(clock, limit, book);
        var (brief, lasting) = (waits.Begin(), waits.Begin());

        Pass(limit);
        brief.End("the first");
        Assert.Empty(book.Complaints);
        Pass(Tick);
        lasting.GoOn("the second");
        lasting.End("the second");

        Assert.StartsWith("the second has taken 15.1 s", Assert.Single(book.Complaints), StringComparison.Ordinal);
        Assert.StartsWith("the second", waits.Longest, StringComparison.Ordinal);

        void Pass(TimeSpan time)
        {
            for (var passed = TimeSpan.Zero; passed < time; passed += Tick) clock.Count(Tick, isMachineBusy: false);
        }
    }

    [Fact]
    public async Task The_clock_goes_by_itself_once_it_is_started()
    {
        await using var clock = new FairClock(() => false);
        clock.Start();
        await Testing.Eventually.TrueAsync(() => clock.Now > Tick, "the clock to go");
    }
}
