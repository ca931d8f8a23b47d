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

    [Fact]
    public async Task Timers_are_told_as_they_were_registered_in_the_order_of_their_names()
    {
        await using var host = await new CallbackHost().StartAsync();
        Assert.Equal("""{"timers":[]}""", await TextAsync(host, "1/timers"));
        await host.AcceptedAsync("POST", "1/timers/b", """{"dueTime":"1000s","period":"10s","ttl":"2552-01-01T00:00:00Z","callback":"cb","data":"hello"}""");
        await host.AcceptedAsync("POST", "1/timers/a", """{"dueTime":"1h"}""");
        await host.AcceptedAsync("POST", "2/timers/c", """{"dueTime":"1h"}""");

        Assert.Equal("""{"actorType":"Clock","actorID":"1","dueTime":"1000s","period":"10s","ttl":"2552-01-01T00:00:00Z","callback":"cb","data":"hello"}""", await TextAsync(host, "1/timers/b"));
        Assert.Equal(
            """{"timers":[{"name":"a","actorType":"Clock","actorID":"1","dueTime":"1h"},{"name":"b","actorType":"Clock","actorID":"1","dueTime":"1000s","period":"10s","ttl":"2552-01-01T00:00:00Z","callback":"cb","data":"hello"}]}""",
            await TextAsync(host, "1/timers/"));
    }

    [Theory]
    [InlineData("1/timers/none", 404, "ERR_ACTOR_TIMER_NOT_FOUND")]
    [InlineData("../Other/1/timers/t", 403, "ERR_ACTOR_TIMER_NON_HOSTED")]
    [InlineData("../Other/1/timers", 403, "ERR_ACTOR_TIMER_NON_HOSTED")]
    [InlineData("../dapr.internal.x/1/timers", 403, "ERR_ACTOR_TYPE_RESERVED")]
    [InlineData("../Other/1/reminders", 403, "ERR_ACTOR_REMINDER_NON_HOSTED")]
    [InlineData("../dapr.internal.x/1/reminders", 403, "ERR_ACTOR_TYPE_RESERVED")]
    public async Task What_cannot_be_told_is_an_error(string path, int status, string code)
    {
        await using var host = await new CallbackHost().StartAsync();

        using var answer = await host.SendAsync("GET", path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains($"\"{code}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<string> TextAsync(CallbackHost host, string path)
    {
        using var answer = await host.SendAsync("GET", path);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A timer that is due now has fired, and so have those that were due before it.</summary>
    private static async Task FiresAsync(CallbackHost host, string name)
    {
        await host.AcceptedAsync("POST", $"1/timers/{name}", """{"dueTime":"0s"}""");
        await host.UntilAsync($"1/method/timer/{name}", 1);
    }
}
