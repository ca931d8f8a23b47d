using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>An app and writers that go on whatever happens to the sidecar: they save state, publish and register reminders, and note what was answered with success.</summary>
/// <param name="appId">The app's id, and the type of its actors.</param>
internal sealed class KilledLoad(string appId) : IAsyncDisposable
{
    private const int WritersOfAKind = 3;
    private const int EnoughOfAKind = 4;

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

    private readonly ConcurrentBag<string> _saved = [];
    private readonly ConcurrentBag<string> _published = [];
    private readonly ConcurrentBag<string> _registered = [];
    private readonly ConcurrentDictionary<string, bool> _delivered = [];
    private readonly ConcurrentDictionary<string, bool> _fired = [];
    private readonly HttpClient _client = new() { Timeout = Limit };
    private TestApp? _app;
    private int _count;

    public string AppId => appId;

    public int AppPort => _app!.Port;

    /// <summary>Starts the app.</summary>
    /// <param name="appId"><inheritdoc cref="KilledLoad" path="/param[@name='appId']"/></param>
    /// <param name="folder">The folder that gets the sidecar's resources.</param>
    public static async Task<KilledLoad> StartAsync(string appId, string folder)
    {
        var load = new KilledLoad(appId);
        await File.WriteAllTextAsync(Path.Combine(folder, "resources.yaml"), Resources);
        load._app = await TestApp.StartAsync(load.HandleAsync);
        return load;
    }

    /// <summary>Writes through a sidecar until it is killed.</summary>
    /// <param name="sidecar">Where its API begins.</param>
    /// <returns>The time when enough of each kind has succeeded, and the end of all writing.</returns>
    public (Task Enough, Task End) Write(Uri sidecar)
    {
        var (saved, published, registered) = (_saved.Count, _published.Count, _registered.Count);
        var writers = Enumerable.Range(0, WritersOfAKind).SelectMany(_ => new[] { WriteAsync(sidecar, SaveAsync, _saved), WriteAsync(sidecar, PublishAsync, _published), WriteAsync(sidecar, RegisterAsync, _registered) }).ToList();
        return (UntilAsync(() => Task.FromResult(_saved.Count >= saved + EnoughOfAKind && _published.Count >= published + EnoughOfAKind && _registered.Count >= registered + EnoughOfAKind), "writes that succeed"), Task.WhenAll(writers));
    }

    /// <summary>Looks through a last sidecar: every state is there, every message arrives or has arrived, every reminder is there or has fired.</summary>
    public async Task CheckAsync(Uri sidecar)
    {
        foreach (var key in _saved)
            Assert.Equal($"\"{key}\"", await _client.GetStringAsync(new Uri(sidecar, $"state/store/{key}")));
        await UntilAsync(() => Task.FromResult(_published.All(_delivered.ContainsKey)), "messages that were acknowledged");
        foreach (var id in _registered)
            await UntilAsync(async () => _fired.ContainsKey(id) || (IsLater(id) && await IsThereAsync(sidecar, id)), $"reminder {id}");
    }

    public async ValueTask DisposeAsync()
    {
        await _app!.DisposeAsync();
        _client.Dispose();
    }

    /// <summary>Writes on and on, and notes what was answered with success, until nobody answers.</summary>
    private async Task WriteAsync(Uri sidecar, Func<Uri, string, Task<HttpResponseMessage>> write, ConcurrentBag<string> acknowledged)
    {
        while (true)
        {
            var id = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
            try
            {
                using var answer = await write(sidecar, id);
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

    private Task<HttpResponseMessage> SaveAsync(Uri sidecar, string id) => _client.PostAsync(new Uri(sidecar, "state/store"), Json($$"""[{"key":"{{id}}","value":"{{id}}"}]"""));

    private Task<HttpResponseMessage> PublishAsync(Uri sidecar, string id) => _client.PostAsync(new Uri(sidecar, "publish/pubsub/t"), Json($"\"{id}\""));

    private Task<HttpResponseMessage> RegisterAsync(Uri sidecar, string id) =>
        _client.PostAsync(new Uri(sidecar, $"actors/{appId}/{id}/reminders/wake"), Json($$"""{"dueTime":"{{(IsLater(id) ? "1h" : "0s")}}"}"""));

    /// <summary>Every other reminder fires at once, the others long after the test.</summary>
    private static bool IsLater(string id) => int.Parse(id, CultureInfo.InvariantCulture) % 2 == 0;

    private async Task<bool> IsThereAsync(Uri sidecar, string id)
    {
        using var answer = await _client.GetAsync(new Uri(sidecar, $"actors/{appId}/{id}/reminders/wake"));
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Path.Value!.Split('/'))
        {
            case ["", "dapr", "config"]:
                await context.Response.WriteAsync($$"""{"entities":["{{appId}}"]}""");
                break;
            case ["", "dapr", "subscribe"]:
                await context.Response.WriteAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]""");
                break;
            case ["", "t"]:
                var received = await JsonNode.ParseAsync(context.Request.Body);
                _delivered[(string)received!["data"]!] = true;
                break;
            case ["", "actors", _, var id, "method", "remind", "wake"]:
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
