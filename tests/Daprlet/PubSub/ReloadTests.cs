using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.PubSub;

/// <summary>Subscription resources that change while the sidecar runs.</summary>
public sealed class ReloadTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("reload-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Subscriptions_come_change_and_go_with_their_files()
    {
        Write("one", "/before");
        await using var app = await SubscriberApp.StartAsync("[]");
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = app.Port,
            ResourcesPaths = [_folder],
            Components = [DaprletHost.Component("pubsub", "pubsub.in-memory")],
        });
        await sidecar.ReadyAsync(Limit);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

        Write("one", "/after");
        Write("two", "/two");
        await UntilAsync(client, metadata => metadata.Contains("/after", StringComparison.Ordinal) && metadata.Contains("/two", StringComparison.Ordinal));
        await PublishUntilAsync(client, "one", app, "/after");
        await PublishUntilAsync(client, "two", app, "/two");
        await PublishAsync(client, "one", "last");
        var last = Assert.Single(await app.UntilAsync(all => all.Any(received => received.Data == "last")), received => received.Data == "last");
        Assert.Equal("/after", last.Path);

        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.yaml"), "kind: [Subscription", TestContext.Current.CancellationToken);
        File.Delete(Path.Combine(_folder, "two.yaml"));
        await UntilAsync(client, metadata => !metadata.Contains("/two", StringComparison.Ordinal));
        Assert.Contains("/after", await client.GetStringAsync("/v1.0/metadata", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private void Write(string topic, string route) => File.WriteAllText(Path.Combine(_folder, $"{topic}.yaml"), $$"""
        apiVersion: dapr.io/v1alpha1
        kind: Subscription
        metadata: { name: {{topic}} }
        spec: { pubsubname: pubsub, topic: {{topic}}, route: {{route}} }
        """);

    private static async Task UntilAsync(HttpClient client, Func<string, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition(await client.GetStringAsync("/v1.0/metadata", limit.Token)))
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Publishes until the app gets it: what the metadata shows begins a moment later.</summary>
    private static async Task PublishUntilAsync(HttpClient client, string topic, SubscriberApp app, string path)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!app.All.Any(received => received.Path == path))
        {
            await PublishAsync(client, topic, "try");
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task PublishAsync(HttpClient client, string topic, string data)
    {
        using var content = new StringContent(data);
        using var response = await client.PostAsync($"/v1.0/publish/pubsub/{topic}", content, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
    }
}
