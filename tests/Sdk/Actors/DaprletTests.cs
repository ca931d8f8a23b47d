using Dapr;
using Dapr.Actors;

namespace DaprShop.Tests.Sdk.Actors;

/// <summary>Actors behind the real sidecar.</summary>
public sealed class DaprletTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Calls_change_the_state_one_at_a_time(bool json, bool durable)
    {
        await using var app = await ActorsOnDaprlet.StartAsync(options => options.UseJsonSerialization = json, durable);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Actor().AddAsync(1, CancellationToken.None)));

        Assert.Equal(25, await app.Actor().AddAsync(5, CancellationToken.None));
        Assert.Equal(30, await app.Proxies.Create(new ActorId("1"), "Sample").InvokeMethodAsync<int, int>("AddAsync", 5));
        Assert.Equal(1, await app.Actor("2").AddAsync(1, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_failed_call_changed_is_rolled_back_and_the_caller_is_told_why(bool json)
    {
        await using var app = await ActorsOnDaprlet.StartAsync(options => options.UseJsonSerialization = json);
        await app.Actor().AddAsync(5, CancellationToken.None);

        var exception = await Assert.ThrowsAsync<ActorMethodInvocationException>(() => app.Actor().AddAsync(-1, CancellationToken.None));

        Assert.Equal("nothing is taken away", exception.InnerException!.Message);
        Assert.Equal("System.InvalidOperationException", Assert.IsType<ActorInvokeException>(exception.InnerException).ActualExceptionType);
        await Assert.ThrowsAsync<DaprApiException>(() => app.Proxies.Create(new ActorId("1"), "Sample").InvokeMethodAsync("AddAsync", -1));
        Assert.Equal(5, await app.Actor().AddAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task Arguments_and_results_of_every_kind_travel()
    {
        await using var app = await ActorsOnDaprlet.StartAsync();

        foreach (var exchange in RemotingExchange.DataContract)
            Assert.Equal(exchange.Result, await exchange.CallAsync(app.Actor()));
    }

    [Fact]
    public async Task A_type_that_nobody_hosts_cannot_be_called()
    {
        await using var app = await ActorsOnDaprlet.StartAsync();

        await Assert.ThrowsAsync<DaprApiException>(() => app.Proxies.CreateActorProxy<ISampleActor>(new ActorId("1"), "Nobody").PlainAsync());
    }

    [Fact]
    public async Task An_actor_may_call_itself_if_that_is_allowed()
    {
        await using var app = await ActorsOnDaprlet.StartAsync(options => options.ReentrancyConfig = new() { Enabled = true });

        Assert.Null(await app.Actor().CallAsync("NothingAsync"));

        string[] inner = ["before NothingAsync ActorInterfaceMethod", "after NothingAsync"];
        Assert.Equal(["activated 1", "before CallAsync ActorInterfaceMethod", .. inner, "after CallAsync"], app.Journal.Entries);
    }

    [Fact]
    public async Task Reminders_and_timers_come_when_they_are_due()
    {
        await using var app = await ActorsOnDaprlet.StartAsync(durable: true);

        await app.Actor().StartTimersAsync();

        await app.SeeAsync("tick 0304");
        await app.SeeAsync("rings 0102 -00:00:00.0010000 -00:00:00.0010000");
    }

    [Fact]
    public async Task An_idle_actor_is_deactivated_and_keeps_its_state()
    {
        await using var app = await ActorsOnDaprlet.StartAsync(options =>
        {
            options.ActorIdleTimeout = TimeSpan.FromMilliseconds(200);
            options.ActorScanInterval = TimeSpan.FromMilliseconds(100);
        });
        await app.Actor().AddAsync(5, CancellationToken.None);

        await app.SeeAsync("deactivated 1");
        await app.SeeAsync("scope ended");

        Assert.Equal(6, await app.Actor().AddAsync(1, CancellationToken.None));
    }
}
