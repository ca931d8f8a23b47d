using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class ActorIdleTests
{
    private readonly VirtualTime _time = new();

    private SidecarOptions Options => new() { AppId = "host", Time = _time };

    [Fact]
    public async Task An_actor_is_deactivated_when_it_was_idle_for_its_time_and_no_sooner()
    {
        await using var host = await HostingApp.StartAsync("""{"entities": ["Cart", "Order"], "actorIdleTimeout": "10m", "entitiesConfig": [{"entities": ["Order"], "actorIdleTimeout": "1h"}]}""", options: Options);
        await host.CallAsync("Cart/1", "go");
        await host.CallAsync("Order/1", "go");

        _time.Advance(TimeSpan.FromMinutes(6));
        await host.CallAsync("Cart/1", "go");
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(["Cart 1", "Order 1"], await ActiveAsync(host));

        _time.Advance(TimeSpan.FromMinutes(4));
        await HostingApp.UntilAsync(() => host.Received.Contains("DELETE /actors/Cart/1"));
        Assert.Equal(["Cart 0", "Order 1"], await ActiveAsync(host));

        _time.Advance(TimeSpan.FromMinutes(44));
        await HostingApp.UntilAsync(() => host.Received.Contains("DELETE /actors/Order/1"));
    }

    [Fact]
    public async Task A_turn_that_takes_longer_than_the_idle_time_is_not_broken_off()
    {
        var gate = new Gate();
        await using var host = await HostingApp.StartAsync("""{"entities": ["Cart"], "actorIdleTimeout": "1m"}""", http => http.Request.Method == "PUT" ? gate.WaitAsync() : Task.CompletedTask, Options);

        var call = host.CallAsync("Cart/1", "long");
        await gate.Entered;
        _time.Advance(TimeSpan.FromMinutes(5));
        gate.Open();

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        Assert.Equal(["PUT /actors/Cart/1/method/long"], host.Received);
        _time.Advance(TimeSpan.FromMinutes(2));
        await HostingApp.UntilAsync(() => host.Received.Contains("DELETE /actors/Cart/1"));
    }

    [Fact]
    public async Task A_call_during_deactivation_waits_and_activates_the_actor_anew()
    {
        var gate = new Gate();
        await using var host = await HostingApp.StartAsync("""{"entities": ["Cart"], "actorIdleTimeout": "1m"}""", http => http.Request.Method == "DELETE" ? gate.WaitAsync() : Task.CompletedTask, Options);
        await host.CallAsync("Cart/1", "before");

        _time.Advance(TimeSpan.FromMinutes(1));
        await gate.Entered;
        var call = host.CallAsync("Cart/1", "after");
        gate.Open();

        Assert.Equal(HttpStatusCode.OK, (await call).StatusCode);
        Assert.Equal(["PUT /actors/Cart/1/method/before", "DELETE /actors/Cart/1", "PUT /actors/Cart/1/method/after"], host.Received);
    }

    [Fact]
    public async Task A_sidecar_that_stops_deactivates_its_actors()
    {
        var host = await HostingApp.StartAsync("""{"entities": ["Cart"]}""");
        for (var id = 0; id < 100; id++)
            await host.CallAsync($"Cart/{id}", "go");

        await host.DisposeAsync();

        Assert.Equal(100, host.Received.Count(path => path.StartsWith("DELETE", StringComparison.Ordinal)));
    }

    private static async Task<List<string>> ActiveAsync(HostingApp host) =>
        [.. JsonNode.Parse(await host.Client.GetStringAsync("metadata"))!["actors"]!.AsArray().Select(type => $"{(string?)type!["type"]} {(int?)type["count"] ?? 0}")];
}
