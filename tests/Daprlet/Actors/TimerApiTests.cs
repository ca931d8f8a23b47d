namespace DaprShop.Tests.Daprlet.Actors;

public sealed class TimerApiTests
{
    private const string Ticks = "1/method/timer/t";

    [Fact]
    public async Task A_timer_carries_what_it_was_registered_with()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/timers/t", """{"dueTime":"PT1S","period":"R1/PT1H","callback":"tick","data":{"a": [1, 2.50]}}""");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("""{"callback":"tick","data":{"a":[1,2.50]},"dueTime":"PT1S","period":"R1/PT1H"}""", Assert.Single(await host.UntilAsync(Ticks, 1)));
    }

    [Fact]
    public async Task A_timer_repeats_as_often_as_it_was_told_even_if_its_callbacks_fail()
    {
        await using var host = await new CallbackHost { Status = 500 }.StartAsync();
        await host.AcceptedAsync("POST", "1/timers/t", """{"dueTime":"1s","period":"R3/PT1S"}""");
        host.Time.Advance(TimeSpan.FromSeconds(1));
        await host.UntilAsync(Ticks, 1);
        host.Time.Advance(TimeSpan.FromHours(1)); // what was missed follows at once
        await host.UntilAsync(Ticks, 3);
        await FiresAsync(host, "after");
        Assert.Equal(3, host.Callbacks(Ticks).Count);
    }

    [Fact]
    public async Task A_timer_of_the_same_name_takes_the_place_of_the_first()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/timers/t", """{"dueTime":"2s","data":1}""");
        await host.AcceptedAsync("PUT", "1/timers/t", """{"dueTime":"1s","data":2}""");
        host.Time.Advance(TimeSpan.FromSeconds(5));
        await host.UntilAsync(Ticks, 1);
        await FiresAsync(host, "after");
        Assert.Contains("\"data\":2", Assert.Single(host.Callbacks(Ticks)));
    }

    [Fact]
    public async Task A_deleted_timer_is_silent_and_deleting_none_is_fine()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/timers/t", """{"dueTime":"1s","period":"1s"}""");
        await host.AcceptedAsync("DELETE", "1/timers/t");
        await host.AcceptedAsync("DELETE", "1/timers/t");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await FiresAsync(host, "after");
        Assert.Empty(host.Callbacks(Ticks));
    }

    [Fact]
    public async Task A_time_to_live_ends_a_timer()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/timers/t", """{"dueTime":"1s","period":"1s","ttl":"PT2S"}""");
        host.Time.Advance(TimeSpan.FromMinutes(1));
        await host.UntilAsync(Ticks, 2);
        await FiresAsync(host, "after");
        Assert.Equal(2, host.Callbacks(Ticks).Count);
    }

    [Fact]
    public async Task Periods_may_count_in_months()
    {
        await using var host = await new CallbackHost().StartAsync();
        await host.AcceptedAsync("POST", "1/timers/t", """{"dueTime":"0s","period":"P1M"}""");
        await host.UntilAsync(Ticks, 1);
        host.Time.Advance(TimeSpan.FromDays(30));
        await FiresAsync(host, "january");
        Assert.Single(host.Callbacks(Ticks));
        host.Time.Advance(TimeSpan.FromDays(1));
        await host.UntilAsync(Ticks, 2);
    }

    /// <summary>A timer that is due now has fired, and so have those that were due before it.</summary>
    private static async Task FiresAsync(CallbackHost host, string name)
    {
        await host.AcceptedAsync("POST", $"1/timers/{name}", """{"dueTime":"0s"}""");
        await host.UntilAsync($"1/method/timer/{name}", 1);
    }
}
