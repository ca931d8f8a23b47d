using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Sidecars;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.PubSub;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Configuration;

/// <summary>What an app that speaks HTTP gets of the settings that it has subscribed to.</summary>
public sealed class SubscriptionTests : IDisposable
{
    public static TheoryData<string> Backends => SettingsSidecar.Backends;

    private readonly string _folder = Directory.CreateTempSubdirectory("settings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_change_of_a_subscribed_key_reaches_the_app_until_it_unsubscribes(string type)
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder, app.Port);
        await sidecar.Settings.SetAsync("limit", "1");
        var id = await sidecar.SubscribeAsync("?key=limit");

        await sidecar.Settings.SetAsync("other", "1");
        await sidecar.Settings.SetAsync("limit", "2", metadata: new Dictionary<string, string> { ["by"] = "ann" });
        var change = await UpdateAsync(app, 1);
        await sidecar.Settings.RemoveAsync("limit");
        var removal = await UpdateAsync(app, 2);

        Assert.Equal("/configuration/config/limit", change.Path);
        Assert.Equal("application/json", change.Headers["Content-Type"]);
        AssertUpdate(id, """{"limit":{"value":"2","version":"2","metadata":{"by":"ann"}}}""", change);
        AssertUpdate(id, """{"limit":{}}""", removal);

        Assert.Equal("""{"ok":true}""", await sidecar.Client.GetStringAsync($"config/{id}/unsubscribe"));
        await sidecar.SubscribeAsync("?key=marker");
        await sidecar.Settings.SetAsync("limit", "3");
        await sidecar.Settings.SetAsync("marker", "1");
        Assert.Equal("/configuration/config/marker", (await UpdateAsync(app, 3)).Path);
        using var again = await sidecar.Client.GetAsync($"config/{id}/unsubscribe");
        Assert.Equal(HttpStatusCode.InternalServerError, again.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task Without_keys_every_change_is_told_in_its_order(string type)
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await SettingsSidecar.StartAsync(type, _folder, app.Port);
        await sidecar.SubscribeAsync("");

        await sidecar.Settings.SetAsync("first", "1");
        await sidecar.Settings.SetAsync("deep/er and: odd?", "2");
        await sidecar.Settings.SetAsync("last", "3");
        await UpdateAsync(app, 3);

        Assert.Equal(["/configuration/config/first", "/configuration/config/deep/er%20and:%20odd%3F", "/configuration/config/last"], app.All.Select(update => update.Path));
    }

    [Fact]
    public async Task Each_subscription_of_an_app_gets_the_change()
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder, app.Port);
        string[] ids = [await sidecar.SubscribeAsync("?key=a"), await sidecar.SubscribeAsync("?key=b&key=a")];

        await sidecar.Settings.SetAsync("a", "1");
        await UpdateAsync(app, 2);

        Assert.Equal(ids.Order(), app.All.Select(update => (string?)update.Event["id"]).Order());
    }

    [Fact]
    public async Task An_app_that_refuses_a_change_is_not_asked_again_but_gets_the_next_one()
    {
        await using var app = await SubscriberApp.StartAsync("[]", _ => Results.StatusCode(202));
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder, app.Port);
        await sidecar.SubscribeAsync("");

        await sidecar.Settings.SetAsync("a", "1");
        await UpdateAsync(app, 1);
        await sidecar.Settings.SetAsync("b", "2");

        Assert.Equal("/configuration/config/b", (await UpdateAsync(app, 2)).Path);
    }

    [Fact]
    public async Task An_inbound_policy_asks_until_the_app_takes_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "r.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata: { name: r }
            spec:
              policies: { retries: { often: { duration: 0s, maxRetries: 5 } } }
              targets: { components: { config: { inbound: { retry: often } } } }
            """);
        var refusals = 2;
        await using var app = await SubscriberApp.StartAsync("[]", _ => Interlocked.Decrement(ref refusals) >= 0 ? Results.StatusCode(500) : Results.Ok());
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder, app.Port);
        await sidecar.SubscribeAsync("");

        await sidecar.Settings.SetAsync("a", "1");
        await UpdateAsync(app, 3);
        await sidecar.Settings.SetAsync("b", "1");

        Assert.Equal("/configuration/config/b", (await UpdateAsync(app, 4)).Path);
    }

    [Fact]
    public async Task A_slow_app_gets_what_a_key_has_in_the_end()
    {
        var hold = new TaskCompletionSource();
        await using var app = await SubscriberApp.StartAsync("[]", _ => new Held(hold.Task));
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder, app.Port);
        await sidecar.SubscribeAsync("");

        await sidecar.Settings.SetAsync("a", "1");
        await UpdateAsync(app, 1);
        await sidecar.Settings.SetAsync("a", "2");
        await sidecar.Settings.SetAsync("b", "1");
        await sidecar.Settings.SetAsync("a", "3");
        hold.SetResult();
        await UpdateAsync(app, 3);

        Assert.Equal(["a=1", "a=3", "b=1"], app.All.Select(Setting));
    }

    [Fact]
    public async Task An_app_can_unsubscribe_while_it_holds_an_update()
    {
        var hold = new TaskCompletionSource();
        await using var app = await SubscriberApp.StartAsync("[]", _ => new Held(hold.Task));
        await using var sidecar = await SettingsSidecar.StartAsync("configuration.in-memory", _folder, app.Port);
        var id = await sidecar.SubscribeAsync("");
        await sidecar.Settings.SetAsync("a", "1");
        await UpdateAsync(app, 1);

        Assert.Equal("""{"ok":true}""", await sidecar.Client.GetStringAsync($"config/{id}/unsubscribe"));
        hold.SetResult();
    }

    [Fact]
    public async Task Subscriptions_end_with_their_component_and_the_sidecar_goes_on()
    {
        await using var app = await SubscriberApp.StartAsync("[]");
        var file = Path.Combine(_folder, "config.yaml");
        await File.WriteAllTextAsync(file, Resource("settings.db"));
        await using var sidecar = await SettingsSidecar.StartAsync(new SidecarOptions { AppId = "shop", AppPort = app.Port, WorkingDirectory = _folder, ResourcesPaths = [_folder] });
        var id = await sidecar.SubscribeAsync("");
        await sidecar.Settings.SetAsync("a", "1");
        await UpdateAsync(app, 1);

        await File.WriteAllTextAsync(file, Resource("others.db"));
        await Eventually.TrueAsync(async () => await StatusAsync(sidecar, "config") == HttpStatusCode.NoContent, "the component is loaded anew");

        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(sidecar, $"config/{id}/unsubscribe"));
        var next = await sidecar.SubscribeAsync("");
        await sidecar.Settings.SetAsync("b", "1");
        AssertUpdate(next, """{"b":{"value":"1","version":"1"}}""", await UpdateAsync(app, 2));
    }

    private static string Resource(string file) => $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: config }
        spec:
          type: configuration.sqlite
          version: v1
          metadata: [{ name: connectionString, value: {{file}} }]
        """;

    private static async Task<HttpStatusCode> StatusAsync(SettingsSidecar sidecar, string path)
    {
        using var response = await sidecar.Client.GetAsync(path);
        return response.StatusCode;
    }

    private static async Task<Received> UpdateAsync(SubscriberApp app, int number) => (await app.UntilAsync(received => received.Count >= number))[number - 1];

    private static string Setting(Received update)
    {
        var (key, item) = update.Event["items"]!.AsObject().Single();
        return $"{key}={item!["value"]}";
    }

    private static void AssertUpdate(string id, string items, Received update) =>
        Assert.True(JsonNode.DeepEquals(new JsonObject { ["id"] = id, ["items"] = JsonNode.Parse(items) }, update.Event), update.Event.ToJsonString());

    /// <summary>An answer that takes until the test lets it go.</summary>
    private sealed class Held(Task hold) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => hold;
    }
}
