using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Daprlet.Hosting;

namespace DaprShop.Tests.Daprlet.PubSub;

public sealed class KilledPublisherTests : IDisposable
{
    private const int Publishers = 8;
    private const int EnoughToKill = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

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
        var resources = Directory.CreateDirectory(Path.Combine(_folder, "resources")).FullName;
        await File.WriteAllTextAsync(Path.Combine(resources, "pubsub.yaml"), "{apiVersion: dapr.io/v1alpha1, kind: Component, metadata: {name: pubsub}, spec: {type: pubsub.sqlite, version: v1, metadata: [{name: connectionString, value: messages.db}]}}");
        var port = FreePort();
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "daprlet.exe" : "daprlet");
        using var process = Process.Start(new ProcessStartInfo(program, ["--app-id", "writer", "--dapr-http-port", $"{port}", "--resources-path", resources]) { WorkingDirectory = _folder, RedirectStandardOutput = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/v1.0/"), Timeout = Limit };
        try
        {
            await ReadyAsync(client);
            var acknowledged = new ConcurrentQueue<string>();
            var publishing = Enumerable.Range(0, Publishers).Select(publisher => PublishAsync(client, publisher, acknowledged)).ToList();
            using var limit = new CancellationTokenSource(Limit);
            while (acknowledged.Count < EnoughToKill)
                await Task.Delay(1, limit.Token);
            process.Kill();
            await Task.WhenAll(publishing);
            return acknowledged;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
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

    private static async Task ReadyAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await IsReadyAsync(client))
            await Task.Delay(20, limit.Token);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync("healthz");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
