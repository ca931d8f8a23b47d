using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>The clock of the tests: a timer that it loses would be a test that waits in vain, once in a thousand runs.</summary>
public sealed class VirtualTimeTests
{
    [Fact]
    public async Task A_timer_that_is_set_while_the_clock_is_moved_fires_or_counts_from_the_new_time()
    {
        for (var round = 0; round < 5_000; round++)
        {
            var time = new VirtualTime();
            var start = time.GetUtcNow();
            var fired = 0;
            using var timer = time.CreateTimer(_ => fired++, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            using var ready = new Barrier(2);
            var moving = Task.Run(() =>
            {
                ready.SignalAndWait();
                time.Advance(TimeSpan.FromMinutes(1));
            });
            ready.SignalAndWait();
            timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            var isSetBefore = time.GetUtcNow() == start;
            await moving;
            if (isSetBefore)
                Assert.Equal(1, fired);
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(1, fired);
        }
    }
}
