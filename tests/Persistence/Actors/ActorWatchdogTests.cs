using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using DaprShop.Persistence.Actors;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace DaprShop.Tests.Persistence.Actors;

/// <summary>The watchdog beside a sidecar that answers as the test wants.</summary>
public sealed class ActorWatchdogTests : IAsyncLifetime
{
    private const string Ready = """{"actorRuntime":{"runtimeStatus":"RUNNING","hostReady":true,"placement":"placement: connected"}}""";
    private readonly VirtualTime _time = new();
    private readonly ConcurrentQueue<string> _shutdowns = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentBag<long> _counted = [];
    private readonly MeterListener _listener = new();
    private volatile Func<Task> _answer = () => Task.CompletedTask;
    private volatile string? _metadata = Ready;
    private volatile bool _diesWhenAsked = true;
    private int _asked;
    private int _busy;
    private KestrelApp _sidecar = null!;
    private KestrelApp? _app;

    public async ValueTask InitializeAsync() => _sidecar = await KestrelApp.StartAsync(app =>
    {
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            Interlocked.Increment(ref _busy);
            await next(context);
            Interlocked.Decrement(ref _busy);
        });
        app.MapPost("/v1.0/actors/WaitingActor/{id}/state", async (HttpContext context) =>
        {
            Interlocked.Increment(ref _asked);
            Interlocked.Decrement(ref _busy);
            await Task.WhenAny(_answer(), _end.Task);
            Interlocked.Increment(ref _busy);
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        });
        app.MapGet("/v1.0/metadata", () => _metadata is { } metadata ? Results.Text(metadata, "application/json") : Results.StatusCode(StatusCodes.Status403Forbidden));
        app.MapPost("/v1.0/shutdown", (HttpContext context) =>
        {
            _shutdowns.Enqueue(context.Request.Headers["dapr-force-shutdown"] == "true" ? "by force" : "gracefully");
            if (_diesWhenAsked) _answer = () => Task.CompletedTask; // what is started in its place answers
            return Results.NoContent();
        });
    });

    public async ValueTask DisposeAsync()
    {
        _end.TrySetResult();
        if (_app is not null) await _app.DisposeAsync();
        await _sidecar.DisposeAsync();
        _listener.Dispose();
    }

    [Fact]
    public async Task A_sidecar_that_answers_no_actor_call_for_thirty_seconds_is_asked_to_shut_down_which_is_counted()
    {
        _answer = NeverAsync;
        await StartAsync();
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Empty(_shutdowns);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        await Eventually.TrueAsync(() => !_shutdowns.IsEmpty, "the sidecar to be asked");
        Assert.Equal(["gracefully"], _shutdowns);
        Assert.Equal([1], _counted);
    }

    [Fact]
    public async Task A_sidecar_that_lives_on_is_shut_down_by_force()
    {
        (_diesWhenAsked, _answer) = (false, NeverAsync);
        await StartAsync();
        await AdvanceUntilAsync(() => _shutdowns.Count >= 2);

        Assert.Equal(["gracefully", "by force"], _shutdowns.Take(2));
    }

    [Fact]
    public async Task A_sidecar_that_never_works_is_asked_less_and_less_often()
    {
        (_diesWhenAsked, _answer) = (false, NeverAsync);
        await StartAsync();
        await AdvanceUntilAsync(() => _shutdowns.Count >= 2);
        var first = _time.GetUtcNow();
        await AdvanceUntilAsync(() => _shutdowns.Count >= 4);

        Assert.True(_time.GetUtcNow() - first >= TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_sidecar_that_holds_actor_calls_back_for_ten_seconds_is_let_be()
    {
        var held = new TaskCompletionSource();
        _answer = () => held.Task;
        await StartAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        _answer = () => Task.CompletedTask;
        held.SetResult();

        for (var question = 0; question < 5; question++) await UntilAskedAsync();
        Assert.Empty(_shutdowns);
    }

    [Theory]
    [InlineData("""{"actorRuntime":{"runtimeStatus":"RUNNING","hostReady":true,"placement":"placement: disconnected"}}""")]
    [InlineData("""{"actorRuntime":{"runtimeStatus":"INITIALIZING","hostReady":false}}""")]
    public async Task A_sidecar_that_knows_that_it_has_no_placement_service_is_let_be(string metadata)
    {
        (_metadata, _answer) = (metadata, NeverAsync);
        await StartAsync();

        await AdvanceUntilAsync(() => Volatile.Read(ref _asked) >= 3);
        Assert.Empty(_shutdowns);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData("""{"actorRuntime":{"hostReady":"yes","placement":7}}""")]
    public async Task A_sidecar_that_tells_nothing_of_its_placement_is_asked_all_the_same(string? metadata)
    {
        (_metadata, _answer) = (metadata, NeverAsync);
        await StartAsync();

        await AdvanceUntilAsync(() => !_shutdowns.IsEmpty);
        Assert.Equal(["gracefully"], _shutdowns);
    }

    [Fact]
    public async Task A_sidecar_that_is_not_there_is_waited_for()
    {
        await StartAsync(port: FreePorts.Take());
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty(_shutdowns);
        Assert.Empty(_counted);
    }

    [Fact]
    public async Task Nothing_is_watched_where_it_is_not_switched_on()
    {
        await StartAsync(isEnabled: false);
        _answer = NeverAsync;
        _time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(0, Volatile.Read(ref _asked));
    }

    private static Task NeverAsync() => new TaskCompletionSource().Task;

    private async Task StartAsync(bool isEnabled = true, int? port = null)
    {
        _app = await KestrelApp.StartAsync(app => app.MapActors(), builder =>
        {
            builder.Configuration["DAPR_HTTP_ENDPOINT"] = $"http://127.0.0.1:{port ?? _sidecar.Port}";
            if (isEnabled) builder.Configuration["ActorWatchdog:Enabled"] = "true";
            builder.Services.AddSingleton(new TurnNotes());
            builder.Services.AddSingleton<TimeProvider>(_time);
            builder.AddActor<WaitingActor>();
        });
        var meters = _app.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == ActorWatchdog.CounterName && instrument.Meter.Scope == meters) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => _counted.Add(count));
        _listener.Start();
        if (isEnabled && port is null) await Eventually.TrueAsync(() => Volatile.Read(ref _asked) > 0, "the first question");
    }

    /// <summary>Waits for a question that was asked from now on.</summary>
    private Task UntilAskedAsync()
    {
        var asked = Volatile.Read(ref _asked);
        return AdvanceUntilAsync(() => Volatile.Read(ref _asked) > asked);
    }

    /// <summary>Lets the time go by, but for the moments in which the sidecar is at an answer: the machine may be slow.</summary>
    private Task AdvanceUntilAsync(Func<bool> isSo) => Eventually.TrueAsync(() =>
    {
        if (isSo()) return true;
        if (Volatile.Read(ref _busy) == 0) _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }, "the watchdog to come that far");
}
