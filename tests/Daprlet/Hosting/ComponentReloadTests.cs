using System.Net;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.PubSub;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>Component resources that change while the sidecar runs.</summary>
public sealed class ComponentReloadTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("components-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Components_come_and_go_with_their_files_and_the_others_are_not_disturbed()
    {
        Write("stays", "state.in-memory");
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);
        await SaveAsync(client, "stays");

        Write("comes", "state.in-memory");
        await UntilAsync(async () => await StatusAsync(client, "/v1.0/state/comes/k") == HttpStatusCode.NoContent);
        File.Delete(PathOf("comes"));
        await UntilAsync(async () => await StatusAsync(client, "/v1.0/state/comes/k") == HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/v1.0/state/stays/k"));
    }

    [Fact]
    public async Task A_component_that_has_changed_is_loaded_anew()
    {
        Write("store", "state.in-memory");
        await using var sidecar = await StartAsync();
        using var client = Client(sidecar);
        await SaveAsync(client, "store");

        Write("store", "state.in-memory", "- { name: keyPrefix, value: name }");
        await UntilAsync(async () => await StatusAsync(client, "/v1.0/state/store/k") == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Subscriptions_begin_when_their_broker_comes()
    {
        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
        await using var sidecar = await StartAsync(app.Port);
        await sidecar.ReadyAsync(Limit);
        using var client = Client(sidecar);

        Write("pubsub", "pubsub.in-memory");
        await UntilAsync(async () =>
        {
            using var published = await client.PostAsync("/v1.0/publish/pubsub/t", null, TestContext.Current.CancellationToken);
            return app.All.Any(received => received.Path == "/t");
        });
    }

    [Fact]
    public async Task A_component_that_cannot_be_loaded_ends_the_sidecar()
    {
        await using var sidecar = await StartAsync();
        Write("store", "state.unheard-of");
        Assert.True(await sidecar.Ended.WaitAsync(Limit, TestContext.Current.CancellationToken));
    }

    private Task<Sidecar> StartAsync(int? appPort = null) =>
        DaprletHost.StartAsync(new SidecarOptions { AppId = "shop", AppPort = appPort, ResourcesPaths = [_folder] });

    private static HttpClient Client(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

    private static async Task SaveAsync(HttpClient client, string store)
    {
        using var body = new StringContent("""[{"key":"k","value":1}]""");
        using var response = await client.PostAsync($"/v1.0/state/{store}", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    private string PathOf(string name) => Path.Combine(_folder, $"{name}.yaml");

    private void Write(string name, string type, string metadata = "") => File.WriteAllText(PathOf(name), $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: { name: {{name}} }
        spec:
          type: {{type}}
          version: v1
          metadata:
          {{metadata}}
        """);
}
