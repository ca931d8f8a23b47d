using System.Net;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Tests.Daprlet.Apps;
using DaprShop.Tests.Daprlet.Hosting;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Fuzzing;

/// <summary>A sidecar with every building block in memory, and an app that takes whatever comes.</summary>
internal sealed class FuzzedSidecar : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder;

    private FuzzedSidecar(string folder, SidecarLog log)
    {
        _folder = folder;
        Log = log;
    }

    public SidecarLog Log { get; }

    public required Sidecar Sidecar { get; init; }

    public required TestApp App { get; init; }

    public static async Task<FuzzedSidecar> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("fuzz-").FullName;
        var log = new SidecarLog();
        var app = await TestApp.StartAsync(AnswerAsync);
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = app.Port,
            Network = new SidecarNetwork(),
            Logging = log.Factory,
            GracefulShutdown = TimeSpan.FromMilliseconds(500),
            Components =
            [
                DaprletHost.Component("store", "state.in-memory", ("actorStateStore", "true")),
                DaprletHost.Component("pubsub", "pubsub.in-memory"),
                DaprletHost.Component("lock", "lock.in-memory"),
                DaprletHost.Component("configuration", "configuration.in-memory"),
                DaprletHost.Component("secrets", "secretstores.local.env"),
                DaprletHost.Component("files", "bindings.localstorage", ("rootPath", folder)),
            ],
        });
        await sidecar.ReadyAsync(Limit);
        return new FuzzedSidecar(folder, log) { Sidecar = sidecar, App = app };
    }

    /// <summary>It answers, and nothing went past the answers that it has for what is wrong.</summary>
    public async Task AssertWellAsync()
    {
        using var client = new HttpClient { Timeout = Limit };
        using var health = await client.GetAsync($"http://127.0.0.1:{Sidecar.HttpPort}/v1.0/healthz");
        Assert.Equal(HttpStatusCode.NoContent, health.StatusCode);
        Assert.False(Sidecar.Ended.IsCompleted);
        Assert.Equal(0, Log.Count("unhandled exception"));
    }

    public async ValueTask DisposeAsync()
    {
        await Sidecar.DisposeAsync();
        await App.DisposeAsync();
        Log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task AnswerAsync(HttpContext http) => http.Request.Path.Value switch
    {
        "/dapr/config" => http.Response.WriteAsync("""{"entities":["Thing"]}"""),
        "/dapr/subscribe" => http.Response.WriteAsync("""
            [{"pubsubname":"pubsub","topic":"t","routes":{"rules":[{"match":"event.data.items.exists(i, i.name.matches('^[[:upper:]]+$')) || has(event.data.k)","path":"/one"}],"default":"/other"}},
             {"pubsubname":"pubsub","topic":"bulk","route":"/bulk","bulkSubscribe":{"enabled":true,"maxAwaitDurationMs":10}}]
            """),
        _ => http.Request.Body.CopyToAsync(Stream.Null),
    };
}
