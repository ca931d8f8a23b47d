using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Actors;

public sealed class ActorStateApiTests : IDisposable
{
    private const string Configuration = """{"entities": ["Cart"], "actorIdleTimeout": "1h"}""";

    private readonly string _folder = Directory.CreateTempSubdirectory("actor-state-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task An_actor_writes_while_it_is_active_and_is_read_at_any_time()
    {
        await using var host = await HostingApp.StartAsync(Configuration);

        Assert.Equal(HttpStatusCode.BadRequest, (await SaveAsync(host, "Cart/1", "k", 1)).StatusCode);
        await host.CallAsync("Cart/1", "wake");

        Assert.Equal(HttpStatusCode.NoContent, (await SaveAsync(host, "Cart/1", "k", 1)).StatusCode);
        Assert.Equal("1", await host.Client.GetStringAsync("actors/Cart/1/state/k"));
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("actors/Cart/2/state/k")).StatusCode);
    }

    [Fact]
    public async Task State_stands_under_Daprs_keys()
    {
        var file = Path.Combine(_folder, "state.db");
        var options = new SidecarOptions { AppId = "shop", Components = [DaprletHost.Component("actors", "state.sqlite", ("connectionString", file), ("actorStateStore", "TRUE"))] };
        await using (var host = await HostingApp.StartAsync(Configuration, options: options))
        {
            await host.CallAsync("Cart/a%7C%7Cb", "wake");
            await SaveAsync(host, "Cart/a%7C%7Cb", "k", 1);
        }

        await using var store = await State.Stores.OpenAsync("state.sqlite", _folder);
        Assert.NotNull(await store.GetAsync("shop||Cart||a||b||k", CancellationToken.None));
    }

    [Fact]
    public async Task Values_of_one_transaction_do_not_disturb_each_other_however_much_they_grow_when_they_are_written_anew()
    {
        await using var host = await HostingApp.StartAsync(Configuration);
        await host.CallAsync("Cart/1", "wake");
        var operations = Enumerable.Range(0, 50).Select(n => new { operation = "upsert", request = new { key = $"k{n}", value = new string('<', n * 40) } });

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.PostAsJsonAsync("actors/Cart/1/state", operations)).StatusCode);

        for (var n = 0; n < 50; n++)
            Assert.Equal(new string('<', n * 40), await host.Client.GetFromJsonAsync<string>($"actors/Cart/1/state/k{n}"));
    }

    [Fact]
    public async Task A_transaction_above_the_body_limit_stores_nothing()
    {
        var options = new SidecarOptions { AppId = "host", MaxBodyBytes = 1000 };
        await using var host = await HostingApp.StartAsync(Configuration, options: options);
        await host.CallAsync("Cart/1", "wake");

        var answer = await SaveAsync(host, "Cart/1", "k", new string('x', 1000));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("ERR_MALFORMED_REQUEST", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errorCode"]);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("actors/Cart/1/state/k")).StatusCode);
    }

    [Fact]
    public async Task A_second_store_for_actors_ends_the_start()
    {
        var options = new SidecarOptions
        {
            AppId = "host",
            Components = [DaprletHost.Component("a", "state.in-memory", ("actorStateStore", "true")), DaprletHost.Component("b", "state.in-memory", ("ActorStateStore", "yes"))],
        };

        var refusal = await Assert.ThrowsAsync<global::Daprlet.Components.ComponentException>(() => DaprletHost.StartAsync(options));
        Assert.Contains("duplicate actor state store", refusal.Message);
    }

    private static Task<HttpResponseMessage> SaveAsync(HostingApp host, string actor, string key, object value) =>
        host.Client.PostAsJsonAsync($"actors/{actor}/state", new[] { new { operation = "upsert", request = new { key, value } } });
}
