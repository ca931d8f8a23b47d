using System.Net;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>How a sidecar ends: the block of its shutdown, and the time that work under way gets.</summary>
public sealed class SidecarEndTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Block = TimeSpan.FromMinutes(30);

    private readonly VirtualTime _time = new();
    private readonly SidecarLog _log = new();
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isWell = true;

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_blocked_shutdown_leaves_the_app_the_api_but_brings_it_no_events_until_the_time_is_over()
    {
        await using var app = await StartAppAsync();
        await using var sidecar = await StartAsync(app, health: null);
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);

        var end = sidecar.TerminateAsync();
        await _log.UntilAsync("Blocking graceful shutdown for 30m0s or until app reports unhealthy...");
        Assert.Equal(HttpStatusCode.NoContent, await PublishAsync(client));
        _time.Advance(Block - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.NoContent, await PublishAsync(client));
        Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(client, "/v1.0/healthz"));
        Assert.False(_received.Task.IsCompleted);
        Assert.False(end.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(1));
        await end.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.False(await sidecar.Ended);
        Assert.Equal(1, _log.Count("Block shutdown period expired, entering shutdown..."));
        await Assert.ThrowsAsync<HttpRequestException>(() => StatusAsync(client, "/v1.0/healthz"));
    }

    [Fact]
    public async Task A_blocked_shutdown_goes_on_when_the_app_fails_its_health_check()
    {
        await using var app = await StartAppAsync();
        await using var sidecar = await StartAsync(app, new AppHealthOptions { Threshold = 1, Timeout = Limit });
        await sidecar.ReadyAsync(Limit);
        var end = sidecar.TerminateAsync();
        await _log.UntilAsync("Blocking graceful shutdown");

        _isWell = false;
        while (!end.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.False(await sidecar.Ended);
        Assert.Equal(1, _log.Count("App reported unhealthy, entering shutdown..."));
    }

    [Fact]
    public async Task Without_an_app_there_is_nothing_to_block_for()
    {
        await using var sidecar = await StartAsync(null, health: null);

        await sidecar.TerminateAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(1, _log.Count("App reported unhealthy, entering shutdown..."));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_that_outlasts_the_time_for_it_is_broken_off_and_the_end_is_no_orderly_one(bool outlasts)
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path != "/slow")
                return;
            entered.SetResult();
            await release.Task;
        });
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions { AppId = "shop", AppPort = app.Port, Logging = _log.Factory, GracefulShutdown = outlasts ? TimeSpan.FromMilliseconds(100) : Limit });
        using var client = ClientOf(sidecar);
        await sidecar.ReadyAsync(Limit);
        var call = client.GetAsync("/v1.0/invoke/shop/method/slow", TestContext.Current.CancellationToken);
        await entered.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);

        var stop = sidecar.StopAsync();
        if (!outlasts)
            release.SetResult();
        await stop.WaitAsync(Limit, TestContext.Current.CancellationToken);

        Assert.Equal(outlasts, await sidecar.Ended);
        Assert.Equal(outlasts ? 1 : 0, _log.Count("Graceful shutdown timeout exceeded, forcing shutdown"));
        Assert.Equal(outlasts ? 0 : 1, _log.Count("Daprd shutdown gracefully"));
        release.TrySetResult();
        await call.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_sidecar_starts_anew_in_place_any_number_of_times()
    {
        await using var app = await StartAppAsync();
        await using var sidecar = await StartAsync(app, health: null);
        using var client = ClientOf(sidecar);
        for (var starts = 1; starts <= 3; starts++)
        {
            await sidecar.RestartAsync().WaitAsync(Limit, TestContext.Current.CancellationToken);
            await sidecar.ReadyAsync(Limit);
            Assert.Equal(HttpStatusCode.NoContent, await StatusAsync(client, "/v1.0/healthz"));
        }

        await PublishAsync(client);
        await _received.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.False(sidecar.Ended.IsCompleted);
    }

    private Task<TestApp> StartAppAsync() => TestApp.StartAsync(async http =>
    {
        if (http.Request.Path == "/healthz" && !_isWell)
            http.Response.StatusCode = 500;
        if (http.Request.Path == "/t")
            _received.TrySetResult();
        if (http.Request.Path == "/dapr/subscribe")
            await http.Response.Body.WriteAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/t"}]"""u8.ToArray());
    });

    private Task<Sidecar> StartAsync(TestApp? app, AppHealthOptions? health) => DaprletHost.StartAsync(new SidecarOptions
    {
        AppId = "shop",
        AppPort = app?.Port,
        AppHealth = health,
        Components = [DaprletHost.Component("pubsub", "pubsub.in-memory")],
        BlockShutdown = Block,
        GracefulShutdown = Limit,
        Time = _time,
        Logging = _log.Factory,
    });

    private static HttpClient ClientOf(Sidecar sidecar) => new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<HttpStatusCode> PublishAsync(HttpClient client)
    {
        using var response = await client.PostAsync("/v1.0/publish/pubsub/t", new StringContent("x"), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
