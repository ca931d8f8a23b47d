using Daprlet.Processes;

namespace DaprShop.Tests.Daprlet.Hosting.Processes;

public sealed class RestartBackoffTests
{
    [Fact]
    public void An_app_that_ends_again_and_again_is_started_ever_more_slowly()
    {
        var backoff = new RestartBackoff();
        var delays = Enumerable.Range(0, 9).Select(_ => backoff.NextDelay(TimeSpan.FromSeconds(1)).TotalSeconds);
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30, 30], delays);
    }

    [Fact]
    public void An_app_that_ran_well_for_a_while_is_started_at_once_again()
    {
        var backoff = new RestartBackoff();
        for (var i = 0; i < 5; i++)
            backoff.NextDelay(TimeSpan.Zero);
        Assert.Equal(0.5, backoff.NextDelay(TimeSpan.FromMinutes(1)).TotalSeconds);
    }
}
