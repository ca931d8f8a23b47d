using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>An app and writers that go on whatever happens to the sidecar: they save state, publish and register reminders, and note what was answered with success.</summary>
internal sealed class KilledLoad : IAsyncDisposable
{
    private const int WritersOfAKind = 3;
    private const int EnoughOfAKind = 4;
    private const int LongestRespite = 30; // milliseconds

    private const string Resources = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: store}
        spec:
          type: state.sqlite
          version: v1
          initTimeout: 1m
          metadata: [{name: connectionString, value: state.db}, {name: actorStateStore, value: "true"}]
        ---
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: pubsub}
        spec:
          type: pubsub.sqlite
          version: v1
          initTimeout: 1m
          metadata: [{name: connectionString, value: messages.db}, {name: leaseDuration, value: 2s}]
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kills-");
    private readonly ConcurrentBag<string> _saved = [];
    private readonly ConcurrentBag<string> _published = [];
    private readonly ConcurrentBag<string> _registered = [];
    private readonly ConcurrentDictionary<string, bool> _delivered = [];
    private readonly ConcurrentDictionary<string, bool> _fired = [];
    private TestApp? _app;
    private int _count;

    public static async Task<KilledLoad> StartAsync()
    {
        var load = new KilledLoad();
        await File.WriteAllTextAsync(Path.Combine(load._folder.FullName, "resources.yaml"), Resources);
        load._app = await TestApp.StartAsync(load.HandleAsync);
        return load;
    }

    /// <summary>Starts a sidecar, writes through it, and kills it at some moment.</summary>
    public async Task WriteUntilKilledAsync()
    {
        await using var sidecar = await StartSidecarAsync();
        var (saved, published, registered) = (_saved.Count, _published.Count, _registered.Count);
        var writers = Enumerable.Range(0, WritersOfAKind).SelectMany(_ => new[] { WriteAsync(sidecar.Client, SaveAsync, _saved), WriteAsync(sidecar.Client, PublishAsync, _published), WriteAsync(sidecar.Client, RegisterAsync, _registered) }).ToList();
        await UntilAsync(() => Task.FromResult(_saved.Count >= saved + EnoughOfAKind && _published.Count >= published + EnoughOfAKind && _registered.Count >= registered + EnoughOfAKind), "writes that succeed");
        await Task.Delay(Random.Shared.Next(LongestRespite));
        await sidecar.KillAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>Starts a last sidecar: every state is there, every message arrives or has arrived, every reminder is there or has fired.</summary>
    public async Task CheckAsync()
    {
        await using var sidecar = await StartSidecarAsync();
        foreach (var key in _saved)
            Assert.Equal($"\"{key}\"", await sidecar.Client.GetStringAsync($"state/store/{key}"));
        await UntilAsync(() => Task.FromResult(_published.All(_delivered.ContainsKey)), "messages that were acknowledged");
        foreach (var id in _registered)
            await UntilAsync(async () => _fired.ContainsKey(id) || (IsLater(id) && await IsThereAsync(sidecar.Client, id)), $"reminder {id}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task<SidecarProcess> StartSidecarAsync() => SidecarProcess.StartAsync(_folder.FullName, "orders", "--app-port", $"{_app!.Port}");

    /// <summary>Writes on and on, and notes what was answered with success, until nobody answers.</summary>
    private async Task WriteAsync(HttpClient client, Func<HttpClient, string, Task<HttpResponseMessage>> write, ConcurrentBag<string> acknowledged)
    {
        while (true)
        {
            var id = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
            try
            {
                using var answer = await write(client, id);
                if (answer.IsSuccessStatusCode)
                    acknowledged.Add(id);
                else
                    await Task.Delay(5); // its actors are not hosted yet
            }
            catch (HttpRequestException)
            {
                return; // killed
            }
        }
    }

    private static Task<HttpResponseMessage> SaveAsync(HttpClient client, string id) => client.PostAsync("state/store", Json($$"""[{"key":"{{id}}","value":"{{id}}"}]"""));

    private static Task<HttpResponseMessage> PublishAsync(HttpClient client, string id) => client.PostAsync("publish/pubsub/t", Json($"\"{id}\""));

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient client, string id) =>
        client.PostAsync($"actors/Order/{id}/reminders/wake", Json($$"""{"dueTime":"{{(IsLater(id) ? "1h" : "0s")}}"}"""));

    /// <summary>Every other reminder fires at once, the others long after the test.</summary>
    private static bool IsLater(string id) => int.Parse(id, CultureInfo.InvariantCulture) % 2 == 0;

    private static async Task<bool> IsThereAsync(HttpClient client, string id)
    {
        using var answer = await client.GetAsync($"actors/Order/{id}/reminders/wake");
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value!.Split('/'))
        {
            case ["", "dapr", "config"]:
                await context.Response.WriteAsync("""{"entities":["Order"]}""");
                break;
            case ["", "dapr", "subscribe"]:
                await context.Response.WriteAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
                break;
            case ["", "t"]:
                var received = await JsonNode.ParseAsync(context.Request.Body);
                _delivered[(string)received!["data"]!] = true;
                break;
            case ["", "actors", "Order", var id, "method", "remind", "wake"]:
                _fired[id] = true;
                break;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"waited in vain for {what}");
            await Task.Delay(2, CancellationToken.None);
        }
    }
}
