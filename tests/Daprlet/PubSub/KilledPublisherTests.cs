using System.Collections.Concurrent;
using System.Text;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Hosting;

namespace DaprShop.Tests.Daprlet.PubSub;

public sealed class KilledPublisherTests : IDisposable
{
    private const int Publishers = 8;
    private const int EnoughToKill = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_acknowledged_survives_the_kill_of_the_sidecar()
    {
        var acknowledged = await PublishUntilKilledAsync();

        await using var app = await SubscriberApp.StartAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "reader",
            WorkingDirectory = _folder,
            Components = [DaprletHost.Component("pubsub", "pubsub.sqlite", ("connectionString", "messages.db"))],
        });
        sidecar.ConnectApp(app.Port);

        var received = await app.UntilAsync(all => all.Count >= acknowledged.Count);
        Assert.Subset(received.Select(r => r.Data!).ToHashSet(), acknowledged.ToHashSet());
    }

    /// <summary>Publishes through a sidecar of its own process, kills it in the middle, and says what it had acknowledged.</summary>
    private async Task<IReadOnlyCollection<string>> PublishUntilKilledAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "pubsub.yaml"), "{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.sqlite, version: v1, metadata: [{name: connectionString, value: messages.db}]}}");
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "writer");
        var acknowledged = new ConcurrentQueue<string>();
        var publishing = Enumerable.Range(0, Publishers).Select(publisher => PublishAsync(sidecar.Client, publisher, acknowledged)).ToList();
        using var limit = new CancellationTokenSource(Limit);
        while (acknowledged.Count < EnoughToKill)
            await Task.Delay(1, limit.Token);
        await sidecar.KillAsync();
        await Task.WhenAll(publishing);
        return acknowledged;
    }

    private static async Task PublishAsync(HttpClient client, int publisher, ConcurrentQueue<string> acknowledged)
    {
        for (var n = 0; ; n++)
        {
            var text = $"{publisher}/{n}";
            try
            {
                using var response = await client.PostAsync("publish/pubsub/t", new StringContent(text, Encoding.UTF8, "text/plain"));
                response.EnsureSuccessStatusCode();
            }
            catch (HttpRequestException)
            {
                return;
            }
            acknowledged.Enqueue(text);
        }
    }
}
