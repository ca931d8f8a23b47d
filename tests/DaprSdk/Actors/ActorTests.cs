using Dapr;
using Dapr.Actors;

namespace DaprShop.Tests.DaprSdk.Actors;

public sealed class ActorTests
{
    [Fact]
    public async Task Calls_change_the_state_one_at_a_time()
    {
        await using var app = await ActorApp.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Actor().AddAsync(1)));

        Assert.Equal(25, await app.Actor().AddAsync(5));
        Assert.Equal(30, await app.Proxies.Create(new ActorId("1"), "Counter").InvokeMethodAsync<int, int>("AddAsync", 5));
        Assert.Equal(1, await app.Actor("2").AddAsync(1));
    }

    [Fact]
    public async Task Records_travel_and_are_stored()
    {
        await using var app = await ActorApp.StartAsync();
        var receipt = new Receipt("Ada ö <&>", 12.30m, ["a", "b"]);

        var paid = await app.Actor().PayAsync(receipt);

        Assert.Equal((receipt.Buyer, receipt.Total), (paid.Buyer, paid.Total));
        Assert.Equal(receipt.Skus, paid.Skus);
    }

    [Fact]
    public async Task What_a_failed_call_changed_is_not_stored_and_the_caller_is_told_why()
    {
        await using var app = await ActorApp.StartAsync();
        await app.Actor().AddAsync(5);

        var exception = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => app.Actor().AddAsync(-1));

        Assert.Contains("nothing is taken away", exception.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(5, await app.Actor().AddAsync(0));
    }

    [Fact]
    public async Task A_type_that_nobody_hosts_cannot_be_called()
    {
        await using var app = await ActorApp.StartAsync();

        await Assert.ThrowsAsync<DaprApiException>(() => app.Proxies.CreateActorProxy<ICounter>(new ActorId("1"), "Nobody").AddAsync(1));
    }

    [Fact]
    public async Task An_actor_may_call_itself_if_that_is_allowed()
    {
        await using var app = await ActorApp.StartAsync(options => options.ReentrancyConfig = new() { Enabled = true });

        Assert.Equal(3, await app.Actor().AddToItselfAsync(3).WaitAsync(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public async Task Reminders_and_timers_come_when_they_are_due_and_until_they_are_taken_back()
    {
        await using var app = await ActorApp.StartAsync();

        await app.Actor().StartTimersAsync();
        await app.SeeAsync("tick 0304");
        await app.SeeAsync("once 0102");
        await app.SeeAsync("again");

        Assert.True(await app.Actor().HasReminderAsync());
        await app.Actor().StopAsync();
        Assert.False(await app.Actor().HasReminderAsync());
    }

    [Fact]
    public async Task An_idle_actor_is_deactivated_and_keeps_its_state()
    {
        await using var app = await ActorApp.StartAsync(options =>
        {
            options.ActorIdleTimeout = TimeSpan.FromMilliseconds(200);
            options.ActorScanInterval = TimeSpan.FromMilliseconds(100);
        });
        await app.Actor().AddAsync(5);

        await app.SeeAsync("deactivated 1");

        Assert.Equal(6, await app.Actor().AddAsync(1));
    }
}
