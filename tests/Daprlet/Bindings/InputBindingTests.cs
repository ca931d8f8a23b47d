using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Daprlet.Components;
using Daprlet.Components.Bindings;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Bindings;

public sealed class InputBindingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _seen = [];

    /// <summary>When the clock has fired, as it says itself.</summary>
    private readonly ConcurrentQueue<string> _times = [];

    private readonly VirtualTime _time = new();

    [Theory]
    [InlineData("@every 90s", 90)]
    [InlineData("0 * * * * *", 60)]
    [InlineData("*/5 * * * *", 300)]
    [InlineData("@hourly", 3600)]
    [InlineData("CRON_TZ=Asia/Kolkata 0 0 * * *", 18.5 * 3600)]
    public async Task A_clock_fires_when_its_schedule_says_so(string schedule, double seconds)
    {
        await using var app = await StartAppAsync(_ => 200);
        await using var sidecar = await StartAsync(app, ("schedule", schedule));
        var due = _time.GetUtcNow().AddSeconds(seconds);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.Zero); // a timer that is set anew meanwhile may be due now
            return Count() > 0;
        }, "the clock to fire when it is due");
        Assert.Equal([Utc(due)], _times);
    }

    [Fact]
    public async Task What_the_app_does_not_take_is_not_repeated_and_the_next_event_comes()
    {
        await using var app = await StartAppAsync(http => HttpMethods.IsPost(http.Request.Method) ? 500 : 200);
        await using var sidecar = await StartAsync(app, ("schedule", "@every 1h"));

        var due = _time.GetUtcNow().AddHours(1);
        _time.Advance(TimeSpan.FromHours(1));
        await Eventually.TrueAsync(() => Count() == 1);
        _time.Advance(TimeSpan.FromMinutes(59));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Eventually.TrueAsync(() => Count() == 2);
        Assert.Equal([Utc(due), Utc(due.AddHours(1))], _times);
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(405, true)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    public async Task The_app_is_asked_whether_it_wants_the_events(int answer, bool wanted)
    {
        await using var app = await StartAppAsync(http => HttpMethods.IsOptions(http.Request.Method) ? answer : 200);
        await using var sidecar = await StartAsync(app, ("schedule", "@every 1s"));

        await AdvanceUntilAsync(() => _seen.Count(line => line == "POST /declared") > 1);

        Assert.Contains("OPTIONS /tick", _seen);
        Assert.DoesNotContain("OPTIONS /declared", _seen);
        Assert.Equal(wanted, Count() > 0);
    }

    [Fact]
    public async Task A_stop_ends_the_clock_after_the_event_under_way()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (!HttpMethods.IsPost(http.Request.Method))
                return;
            entered.TrySetResult();
            await release.Task;
            _seen.Enqueue("done");
        });
        var sidecar = await StartAsync(app, ("schedule", "@every 1s"));
        await AdvanceUntilAsync(() => entered.Task.IsCompleted);

        var stop = sidecar.StopAsync();
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop.WaitAsync(Limit);

        Assert.Contains("done", _seen);
    }

    [Fact]
    public async Task The_events_end_while_the_app_is_unhealthy_and_come_again()
    {
        var healthy = true;
        await using var app = await StartAppAsync(http => http.Request.Path == "/healthz" && !Volatile.Read(ref healthy) ? 500 : 200);
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = app.Port,
            Time = _time,
            AppHealth = new AppHealthOptions { Interval = TimeSpan.FromSeconds(1), Threshold = 1 },
            Components = [DaprletHost.Component("tick", "bindings.cron", ("schedule", "@every 1s"), ("direction", "input"))],
        });
        await AdvanceUntilAsync(() => Count() > 0);

        Volatile.Write(ref healthy, false);
        await AdvanceUntilAsync(() => _seen.TakeLast(5).All(line => line == "GET /healthz"));
        var before = Count();

        Volatile.Write(ref healthy, true);
        await AdvanceUntilAsync(() => Count() > before);
    }

    [Theory]
    [InlineData("input", true, false)]
    [InlineData("output", false, true)]
    [InlineData(" Output , INPUT", true, true)]
    [InlineData(null, true, true)]
    [InlineData("neither", false, false)]
    public async Task Direction_leaves_a_side_of_a_binding_out(string? direction, bool input, bool output)
    {
        var backend = new BothWays();
        await using var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            ComponentTypes = BuiltInComponents.Types().Add("bindings.both", () => backend),
            Components = [DaprletHost.Component("both", "bindings.both", direction is null ? [] : [("direction", direction)])],
        });
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}") };

        var metadata = await client.GetStringAsync("/v1.0/metadata", TestContext.Current.CancellationToken);

        Assert.Equal(input, metadata.Contains("INPUT_BINDING", StringComparison.Ordinal));
        Assert.Equal(output, metadata.Contains("OUTPUT_BINDING", StringComparison.Ordinal));
        Assert.Equal(input || output, backend.IsInitialized);
    }

    private static string Utc(DateTimeOffset moment) => $"{moment:yyyy-MM-dd HH:mm:ss} +0000 UTC";

    private int Count() => _seen.Count(line => line == "POST /tick");

    private Task<TestApp> StartAppAsync(Func<HttpContext, int> answer) => TestApp.StartAsync(http =>
    {
        if (http.Request.Path == "/tick" && http.Request.Headers["readTimeUTC"] is [{ } time])
            _times.Enqueue(time);
        _seen.Enqueue($"{http.Request.Method} {http.Request.Path}");
        http.Response.StatusCode = answer(http);
        return Task.CompletedTask;
    });

    private async Task<Sidecar> StartAsync(TestApp app, params (string Name, string Value)[] metadata)
    {
        var sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "shop",
            AppPort = app.Port,
            Time = _time,
            GracefulShutdown = Limit,
            Components =
            [
                DaprletHost.Component("tick", "bindings.cron", metadata),
                DaprletHost.Component("declared", "bindings.cron", ("schedule", "@every 1s"), ("direction", "input")),
            ],
        });
        await sidecar.ReadyAsync(Limit);
        return sidecar;
    }

    private Task AdvanceUntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Eventually.TrueAsync(_time, TimeSpan.FromSeconds(1), condition, what);

    private sealed class BothWays : IInputBinding, IOutputBinding
    {
        public bool IsInitialized { get; private set; }

        public IReadOnlyList<string> Operations => ["create"];

        public Task InitializeAsync(ComponentContext context, CancellationToken cancellationToken)
        {
            IsInitialized = true;
            return Task.CompletedTask;
        }

        public IAsyncDisposable Read(BindingHandler handler) => this;

        public Task<BindingAnswer> InvokeAsync(BindingRequest request, CancellationToken cancellationToken) => Task.FromResult(BindingAnswer.Nothing);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
