using Daprlet.Actors.Hosting;
using Daprlet.Apps;
using Daprlet.Components;
using Daprlet.Health;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Hosting;

/// <summary>
/// One sidecar: the components of one app, Dapr's API in front of them, and the way to the app. It can start anew in place, with the same ports: what it
/// shows of itself is then that of its newest start.
/// </summary>
public sealed partial class Sidecar : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SidecarRuntime _runtime;

    public Sidecar(SidecarOptions options)
    {
        Options = options;
        _logger = options.Logging.CreateLogger("dapr.runtime");
        _runtime = NewRuntime();
    }

    public string AppId => Options.AppId;

    /// <summary>What the next start takes; ports and app are known from the first on.</summary>
    internal SidecarOptions Options { get; private set; }

    /// <inheritdoc cref="SidecarRuntime.Actors"/>
    internal ActorBlock Actors => _runtime.Actors;

    /// <summary>The port of the HTTP API, once started.</summary>
    public int HttpPort => _runtime.Ports.HttpPort;

    /// <summary>The port of the gRPC API, once started; null when there is none.</summary>
    public int? GrpcPort => _runtime.Ports.GrpcPort;

    /// <summary>The ports of the API, once started.</summary>
    public ApiPorts ApiPorts => new(HttpPort, GrpcPort);

    /// <summary>The port with health and metadata only, once started; null when there is none.</summary>
    public int? PublicPort => _runtime.Ports.PublicPort;

    /// <summary>The port of the metrics, once started; null when there is none.</summary>
    public int? MetricsPort => _runtime.Ports.MetricsPort;

    public SidecarHealth Health => _runtime.Health;

    /// <summary>The components that are loaded, for tests that set up or look at a backend behind the API.</summary>
    public LoadedComponents Components => _runtime.Components;

    /// <summary>The way to the app.</summary>
    public AppConnection App => _runtime.App;

    /// <summary>Completes when the sidecar has stopped for good, whoever wanted it; true when that was no orderly end.</summary>
    public Task<bool> Ended => _ended.Task;

    /// <summary>Loads everything and listens. The app is waited for in the background.</summary>
    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    /// <exception cref="ComponentException">A component failed that must not fail.</exception>
    /// <exception cref="IOException">A port is in use.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default) => InTurnAsync(async () =>
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        _ = FollowAsync(_runtime);
        await _runtime.StartAsync(either.Token);
    });

    /// <summary>Tells a sidecar that was started without an app where its app listens; it is waited for in the background.</summary>
    /// <exception cref="InvalidOperationException">The sidecar has an app already, or has not been started.</exception>
    public void ConnectApp(int port)
    {
        _runtime.ConnectApp(port);
        Options = Options with { AppPort = port };
    }

    /// <summary>
    /// Stops in order and starts anew, with what Configuration and resources say now and the same ports; what is in memory is lost. Where the new
    /// start fails, the sidecar has ended.
    /// </summary>
    public Task RestartAsync() => InTurnAsync(async () =>
    {
        var former = _runtime;
        if (_stopping.IsCancellationRequested || former.Ended.IsCompleted)
            return;
        LogRestarting(_logger);
        Options = Options with { HttpPort = HttpPort, GrpcPort = GrpcPort, PublicPort = PublicPort, MetricsPort = MetricsPort ?? Options.MetricsPort };
        var isOurs = await former.StopAsync();
        await former.DisposeAsync();
        if (isOurs && !await former.Ended && !_stopping.IsCancellationRequested)
            await StartNextAsync();
    });

    /// <summary>What a signal to terminate asks for: Dapr's block of the shutdown, if there is one, then the stop.</summary>
    public async Task TerminateAsync()
    {
        if (Options.BlockShutdown is { } duration)
            await _runtime.BlockShutdownAsync(duration, _stopping.Token);
        await StopAsync();
    }

    /// <inheritdoc cref="SidecarRuntime.StopAsync"/>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await InTurnAsync(() => _runtime.StopAsync());
        End(await _runtime.Ended);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _runtime.DisposeAsync();
    }

    private SidecarRuntime NewRuntime() => new(Options, restart: () => _ = RestartAsync());

    private async Task StartNextAsync()
    {
        var next = _runtime = NewRuntime();
        try
        {
            await next.StartAsync(_stopping.Token);
            _ = FollowAsync(next);
        }
        catch (Exception e)
        {
            // Nobody waits for this start: who waits for the end is told.
            if (!_stopping.IsCancellationRequested)
                LogFatal(_logger, e.Message);
            await next.StopAsync();
            End(failed: !_stopping.IsCancellationRequested);
        }
    }

    /// <summary>The end of a runtime that no restart has brought about is the sidecar's.</summary>
    private async Task FollowAsync(SidecarRuntime runtime)
    {
        var failed = await runtime.Ended;
        await InTurnAsync(() => Task.CompletedTask);
        if (ReferenceEquals(runtime, _runtime))
            End(failed);
    }

    private void End(bool failed)
    {
        if (_ended.TrySetResult(failed) && !failed)
            LogEnded(_logger);
    }

    private async Task InTurnAsync(Func<Task> change)
    {
        await _turn.WaitAsync();
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Restarting: Configuration and resources are read again, the ports stay")]
    private static partial void LogRestarting(ILogger logger);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Fatal error from runtime: {Reason}")]
    private static partial void LogFatal(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Daprd shutdown gracefully")]
    private static partial void LogEnded(ILogger logger);
}
