using System.Net;
using System.Text.Json.Nodes;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using DaprShop.Tests.Daprlet.PubSub;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>Resources and Configurations that change while the sidecar runs: what it takes, and what it says.</summary>
public sealed class ResourceChangeTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("changes-").FullName;
    private readonly string _configuration = Path.Combine(Directory.CreateTempSubdirectory("configuration-").FullName, "config.yaml");
    private readonly SidecarLog _log = new();

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(Path.GetDirectoryName(_configuration)!, recursive: true);
    }

    [Fact]
    public async Task A_component_that_comes_twice_ends_the_sidecar_with_the_words_of_a_start()
    {
        Write("one", "Component", "foo", "type: state.in-memory, version: v1");
        await using var sidecar = await StartAsync();

        Write("two", "Component", "foo", "type: state.in-memory, version: v1");

        Assert.True(await sidecar.Ended.WaitAsync(Limit, TestContext.Current.CancellationToken));
        Assert.Equal(1, _log.Count("Fatal error from runtime: failed to load components: duplicate definition of Component name foo (state.in-memory/v1) with existing foo (state.in-memory/v1)"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_once_for_each_change_and_the_sidecar_goes_on()
    {
        File.WriteAllText(_configuration, "kind: Configuration\n");
        await using var sidecar = await StartAsync(options => options with { ConfigFiles = [_configuration] });
        using var client = ClientOf(sidecar);

        File.WriteAllText(_configuration, "kind: [Configuration");
        await _log.UntilAsync("the one before still counts");
        Write("other", "Component", "other", "type: state.in-memory, version: v1");
        await UntilAsync(client, "/v1.0/state/other/k", HttpStatusCode.NoContent);

        Assert.Equal(2, _log.Count("the one before still counts"));
    }

    [Fact]
    public async Task Subscriptions_that_cannot_be_used_leave_those_before_and_the_components_alone()
    {
        Write("good", "Subscription", "good", "pubsubname: pubsub, topic: good, route: /good");
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await StartAsync(options => options with { AppPort = app.Port });
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);

        Write("bad", "Subscription", "bad", "pubsubname: pubsub, topic: bad, routes: { rules: [{ match: 'event.', path: /bad }] }", "v2alpha1");
        Write("pubsub", "Component", "pubsub", "type: pubsub.in-memory, version: v1");
        await UntilAsync(client, "/v1.0/metadata", metadata => metadata.Contains("pubsub.in-memory", StringComparison.Ordinal));
        await PublishAsync(client, "good");

        await app.UntilAsync(all => all.Any(received => received.Path == "/good"));
        Assert.Equal(1, _log.Count("those before still count"));
    }

    [Fact]
    public async Task Resiliency_is_followed_when_it_comes_changes_and_goes()
    {
        var calls = 0;
        await using var app = await TestApp.StartAsync(http =>
        {
            if (http.Request.Path == "/fails")
                Interlocked.Increment(ref calls);
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        await using var sidecar = await StartAsync(options => options with { AppPort = app.Port });
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);
        async Task UntilCallsAsync(int expected) => await UntilAsync(async () =>
        {
            var before = Volatile.Read(ref calls);
            await StatusAsync(client, "/v1.0/invoke/shop/method/fails");
            return Volatile.Read(ref calls) - before == expected;
        });
        await UntilCallsAsync(1);

        foreach (var retries in new[] { 1, 3 })
        {
            Write("policy", "Resiliency", "policy", $"policies: {{ retries: {{ again: {{ policy: constant, duration: 1ms, maxRetries: {retries} }} }} }}, targets: {{ apps: {{ shop: {{ retry: again }} }} }}");
            await UntilCallsAsync(1 + retries);
            await UntilAsync(client, "/v1.0/metadata", metadata => metadata.Contains("\"policy\"", StringComparison.Ordinal));
        }
        File.Delete(PathOf("policy"));
        await UntilCallsAsync(1);
    }

    [Fact]
    public async Task A_circuit_breaker_stays_open_when_something_else_changes()
    {
        await using var app = await TestApp.StartAsync(http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        Write("policy", "Resiliency", "policy", "policies: { circuitBreakers: { once: { timeout: 1h, trip: consecutiveFailures >= 1 } } }, targets: { apps: { shop: { circuitBreaker: once } } }");
        await using var sidecar = await StartAsync(options => options with { AppPort = app.Port });
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);
        await StatusAsync(client, "/v1.0/invoke/shop/method/fails");

        Write("store", "Component", "store", "type: state.in-memory, version: v1");
        await UntilAsync(client, "/v1.0/state/store/k", HttpStatusCode.NoContent);

        Assert.Contains("circuit breaker is open", await TextAsync(client, "/v1.0/invoke/shop/method/fails"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTTPEndpoints_are_followed_when_they_come_change_and_go()
    {
        await using var one = await TestApp.StartAsync(http => http.Response.WriteAsync("one"));
        await using var two = await TestApp.StartAsync(http => http.Response.WriteAsync("two"));
        await using var sidecar = await StartAsync();
        using var client = ClientOf(sidecar);

        foreach (var (port, answer) in new[] { (one.Port, "one"), (two.Port, "two") })
        {
            Write("shop", "HTTPEndpoint", "outside", $"baseUrl: \"http://127.0.0.1:{port}\"");
            await UntilAsync(async () => await TextAsync(client, "/v1.0/invoke/outside/method/x") == answer);
            Assert.Equal("outside", JsonNode.Parse(await TextAsync(client, "/v1.0/metadata"))!["httpEndpoints"]![0]!["name"]!.ToString());
        }
        File.Delete(PathOf("shop"));
        await UntilAsync(client, "/v1.0/invoke/outside/method/x", HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_Configuration_that_changes_is_read_again_as_at_the_start_and_the_ports_stay()
    {
        File.WriteAllText(_configuration, "kind: Configuration\n");
        Write("secrets", "Component", "secrets", "type: secretstores.local.env, version: v1");
        await using var sidecar = await StartAsync(options => options with { ConfigFiles = [_configuration], Environment = new Dictionary<string, string> { ["WORD"] = "x" } });
        using var client = ClientOf(sidecar);
        var ports = sidecar.ApiPorts;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/v1.0/secrets/secrets/WORD"));

        File.WriteAllText(_configuration, "kind: Configuration\nspec: { secrets: { scopes: [{ storeName: secrets, defaultAccess: deny }] } }\n");

        await UntilAsync(client, "/v1.0/secrets/secrets/WORD", HttpStatusCode.Forbidden);
        Assert.Equal(ports, sidecar.ApiPorts);
        Assert.Equal(2, _log.Count($"Loading config from file(s): {_configuration}"));
        Assert.False(sidecar.Ended.IsCompleted);
    }

    [Fact]
    public async Task A_broker_is_shown_only_when_its_subscriptions_receive_so_that_the_first_message_arrives()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        var received = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path == "/t")
                received.TrySetResult();
            if (http.Request.Path != "/dapr/subscribe")
                return;
            asked.TrySetResult();
            await answer.Task;
            await http.Response.WriteAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
        });
        await using var sidecar = await StartAsync(options => options with { AppPort = app.Port });
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);

        Write("pubsub", "Component", "pubsub", "type: pubsub.in-memory, version: v1");
        await asked.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("pubsub.in-memory", await TextAsync(client, "/v1.0/metadata"), StringComparison.Ordinal);

        answer.SetResult();
        await UntilAsync(client, "/v1.0/metadata", metadata => metadata.Contains("pubsub.in-memory", StringComparison.Ordinal));
        await PublishAsync(client, "t");
        await received.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_subscription_that_goes_is_not_shown_any_more_while_its_message_in_hand_is_finished()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var deliveries = 0;
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path != "/t")
                return;
            Interlocked.Increment(ref deliveries);
            entered.TrySetResult();
            await release.Task;
        });
        Write("pubsub", "Component", "pubsub", "type: pubsub.sqlite, version: v1, metadata: [{ name: connectionString, value: broker.db }]");
        Write("sub", "Subscription", "sub", "pubsubname: pubsub, topic: t, route: /t");
        await using var sidecar = await StartAsync(options => options with { AppPort = app.Port, WorkingDirectory = _folder, GracefulShutdown = Limit });
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);
        await PublishAsync(client, "t");
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        File.Delete(PathOf("sub"));
        await UntilAsync(client, "/v1.0/metadata", metadata => !metadata.Contains("\"/t\"", StringComparison.Ordinal));
        release.SetResult();
        Write("sub", "Subscription", "sub", "pubsubname: pubsub, topic: t, route: /t");
        await UntilAsync(client, "/v1.0/metadata", metadata => metadata.Contains("\"/t\"", StringComparison.Ordinal));
        await PublishAsync(client, "t");
        await UntilAsync(() => Task.FromResult(Volatile.Read(ref deliveries) == 2));
        await sidecar.StopAsync();

        Assert.Equal(2, deliveries);
    }

    private Task<Sidecar> StartAsync(Func<SidecarOptions, SidecarOptions>? change = null)
    {
        var options = new SidecarOptions { AppId = "shop", ResourcesPaths = [_folder], Logging = _log.Factory };
        return DaprletHost.StartAsync(change?.Invoke(options) ?? options);
    }

    private static HttpClient ClientOf(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

    private string PathOf(string file) => Path.Combine(_folder, $"{file}.yaml");

    private void Write(string file, string kind, string name, string spec, string version = "v1alpha1") =>
        File.WriteAllText(PathOf(file), $"apiVersion: dapr.io/{version}\nkind: {kind}\nmetadata: {{ name: {name} }}\nspec: {{ {spec} }}\n");

    private static async Task PublishAsync(HttpClient client, string topic)
    {
        using var published = await client.PostAsync($"/v1.0/publish/pubsub/{topic}", new StringContent("x"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, published.StatusCode);
    }

    /// <summary>Null while the sidecar starts anew.</summary>
    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static Task UntilAsync(HttpClient client, string path, HttpStatusCode status) => UntilAsync(async () => await StatusAsync(client, path) == status);

    private static Task UntilAsync(HttpClient client, string path, Func<string, bool> condition) => UntilAsync(async () => condition(await TextAsync(client, path)));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }
}
