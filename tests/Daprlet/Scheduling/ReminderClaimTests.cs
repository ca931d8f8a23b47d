using Daprlet.Scheduling;

namespace DaprShop.Tests.Daprlet.Scheduling;

/// <summary>Which reminders a sidecar gets to fire, and for how long no other does.</summary>
public sealed class ReminderClaimTests : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly ReminderFile _file = new();

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private DateTimeOffset Now => _file.Time.GetUtcNow();

    private DateTimeOffset Until => Now.AddSeconds(10);

    [Fact]
    public async Task A_reminder_is_given_out_when_it_is_due_and_not_before()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "5s");

        var early = await ClaimAsync(Now.AddSeconds(5) - Tick, Until);
        Assert.Empty(early.Claims);
        Assert.Equal(Now.AddSeconds(5), early.Next);

        var claim = Assert.Single((await ClaimAsync(Now.AddSeconds(5), Until)).Claims);
        Assert.Equal((ReminderFile.Key("1"), Now.AddSeconds(5), 0, null), (claim.Key, claim.Progress.Time, claim.Progress.Failures, claim.Progress.Left));
    }

    [Fact]
    public async Task What_is_given_out_has_all_that_was_registered()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "data", dueTime: "0s", period: "R5/PT1M", ttl: "1h", policy: FailurePolicy.Constant(TimeSpan.FromSeconds(7), 9));

        var claim = Assert.Single((await ClaimAsync(Now, Until)).Claims);

        Assert.Equal("data"u8, claim.Data!.Value.Span);
        Assert.Equal((TimeSpan.FromMinutes(1), Now.AddHours(1)), (claim.Times.Period, claim.Times.Expires));
        Assert.Equal(new FailurePolicy(TimeSpan.FromSeconds(7), 9), claim.FailurePolicy);
        Assert.Equal(new ReminderProgress(Now, Now, 0, 5), claim.Progress);
    }

    [Fact]
    public async Task Nobody_else_gets_a_reminder_until_the_claim_ends()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s");
        var first = Assert.Single((await ClaimAsync(Now, Until)).Claims);

        Assert.Empty((await ClaimAsync(Until - Tick, Until)).Claims);
        var second = Assert.Single((await ClaimAsync(Until, Until.AddSeconds(10))).Claims);

        await _file.Store.RenewAsync([first], Until.AddHours(1)); // by the one whose claim has ended
        await _file.Store.CompleteAsync(first, null);
        await _file.Store.CompleteAsync(first, first.Progress);
        Assert.Empty((await ClaimAsync(Until.AddSeconds(10) - Tick, Until)).Claims);
        await _file.Store.CompleteAsync(second, null);
        Assert.Null(await _file.Store.GetAsync(ReminderFile.Key("1")));
    }

    [Fact]
    public async Task A_claim_that_is_renewed_lasts_longer()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s");
        var claim = Assert.Single((await ClaimAsync(Now, Until)).Claims);
        await _file.Store.RenewAsync([claim], Until.AddSeconds(3));

        Assert.Empty((await ClaimAsync(Until.AddSeconds(3) - Tick, Until)).Claims);
        Assert.Single((await ClaimAsync(Until.AddSeconds(3), Until.AddSeconds(10))).Claims);
    }

    [Fact]
    public async Task What_becomes_of_a_reminder_is_kept_over_a_restart()
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "r", dueTime: "0s", period: "R5/PT1M");
        var claim = Assert.Single((await ClaimAsync(Now, Until)).Claims);
        var progress = new ReminderProgress(Now.AddMinutes(1), Now.AddMinutes(1.5), 2, 4);
        await _file.Store.CompleteAsync(claim, progress);
        await _file.ReopenAsync();

        Assert.Empty((await ClaimAsync(Now.AddMinutes(1.5) - Tick, Until)).Claims);
        Assert.Equal(progress, Assert.Single((await ClaimAsync(Now.AddMinutes(1.5), Until)).Claims).Progress);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_registered_anew_is_not_touched_by_the_callback_of_the_one_before(bool isDone)
    {
        await _file.RegisterAsync(ReminderFile.Key("1"), "first", dueTime: "0s", period: "1m");
        var first = Assert.Single((await ClaimAsync(Now, Until)).Claims);
        await _file.RegisterAsync(ReminderFile.Key("1"), "second", dueTime: "1h");
        await _file.Store.CompleteAsync(first, isDone ? null : first.Progress);

        Assert.Equal(Now.AddHours(1), (await ClaimAsync(Now.AddMinutes(10), Until)).Next);
    }

    [Fact]
    public async Task Those_that_have_waited_longest_come_first_and_no_more_than_asked_for()
    {
        foreach (var id in (string[])["3", "1", "2"])
            await _file.RegisterAsync(ReminderFile.Key(id), id, dueTime: $"{id}s");
        var now = Now.AddSeconds(9);

        var first = await ClaimAsync(now, now.AddSeconds(10), limit: 2);
        Assert.Equal(["1", "2"], first.Claims.Select(claim => claim.Key.ActorId));
        Assert.Equal(now.AddSeconds(10), first.Next);
        Assert.Empty((await ClaimAsync(now, now.AddSeconds(10), limit: 0)).Claims);
        Assert.Equal(["3"], (await ClaimAsync(now, now.AddSeconds(10), limit: 2)).Claims.Select(claim => claim.Key.ActorId));
    }

    [Fact]
    public async Task A_limit_is_that_of_all_types_together_and_the_next_one_is_the_first_of_any()
    {
        foreach (var type in (string[])["Order", "Cart", "Stock"])
        {
            await _file.RegisterAsync(ReminderFile.Key("1", type: type), "due", dueTime: "0s");
            await _file.RegisterAsync(ReminderFile.Key("2", type: type), "due", dueTime: "0s");
        }
        await _file.RegisterAsync(ReminderFile.Key("9", type: "Order"), "later", dueTime: "9s");
        await _file.RegisterAsync(ReminderFile.Key("9", type: "Cart"), "later", dueTime: "4s");
        await _file.RegisterAsync(ReminderFile.Key("9", type: "Stock"), "not asked for", dueTime: "1s");
        await _file.RegisterAsync(ReminderFile.Key("9") with { Namespace = "elsewhere" }, "not asked for", dueTime: "2s");

        var batch = await _file.Store.ClaimAsync("default", ["Order", "Cart"], (_, _) => true, Now, Until, limit: 3);

        Assert.Equal(["Order", "Order", "Cart"], batch.Claims.Select(claim => claim.Key.ActorType));
        Assert.Equal(Now.AddSeconds(4), batch.Next);
    }

    [Fact]
    public async Task Where_nothing_is_registered_there_is_no_next()
    {
        var batch = await ClaimAsync(Now, Until);
        Assert.Empty(batch.Claims);
        Assert.Null(batch.Next);
    }

    /// <summary>More than a page of those that are not wanted, all due at the same moment, in front of those that are.</summary>
    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(600)]
    public async Task What_is_not_wanted_does_not_hide_what_is(int unwanted)
    {
        await Task.WhenAll(Enumerable.Range(0, unwanted).Select(i => _file.RegisterAsync(ReminderFile.Key($"no {i}"), "r", dueTime: "0s")));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => _file.RegisterAsync(ReminderFile.Key($"yes {i}"), "r", dueTime: "0s")));
        var asked = new List<string>();

        var batch = await _file.Store.ClaimAsync("default", ["Order"], (key, _) =>
        {
            asked.Add(key.ActorId);
            return key.ActorId.StartsWith("yes", StringComparison.Ordinal);
        }, Now, Until, limit: 2);

        Assert.Equal(2, batch.Claims.Count);
        Assert.All(batch.Claims, claim => Assert.StartsWith("yes", claim.Key.ActorId, StringComparison.Ordinal));
        Assert.Equal(asked.Distinct(), asked);
        Assert.Equal(unwanted, (await ClaimAsync(Now, Until)).Claims.Count(claim => claim.Key.ActorId.StartsWith("no", StringComparison.Ordinal)));
    }

    private Task<ReminderBatch> ClaimAsync(DateTimeOffset now, DateTimeOffset until, int limit = 1000) => _file.Store.ClaimAsync("default", ["Order"], (_, _) => true, now, until, limit);
}
