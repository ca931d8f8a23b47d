using Daprlet.Hosting;
using Daprlet.Observability;
using Daprlet.Processes;
using Daprlet.Sidecars;
using Microsoft.Extensions.Logging;

namespace Daprlet.Runs;

/// <summary>One app of a run while it runs: its sidecar, and its process, which is started again when it ends by itself.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly RunApp _app;
    private readonly ProcessGuard _guard;
    private readonly IRunObserver _observer;
    private readonly TimeProvider _time;
    private readonly LogSink _appLog;
    private readonly LogSink _sidecarLog;
    private readonly ILoggerFactory _logging;
    private readonly Sidecar _sidecar;

    public RunningApp(RunApp app, SidecarNetwork network, ProcessGuard guard, IRunObserver observer, TimeProvider time)
    {
        _app = app;
        _guard = guard;
        _observer = observer;
        _time = time;
        _appLog = new LogSink(app.AppLog, line => observer.AppLine(app, line));
        _sidecarLog = new LogSink(app.SidecarLog, line => observer.SidecarLine(app, line));
        _logging = LoggerFactory.Create(builder => builder
            .AddProvider(new DaprLogProvider(_sidecarLog, app.Sidecar.AppId, asJson: false))
            .SetMinimumLevel(Level(app.LogLevel))
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning));
        _sidecar = new Sidecar(app.Sidecar with { Logging = _logging, Network = network, Time = time });
    }

    /// <summary>Whether the app is somebody else's to start.</summary>
    public bool WaitsForOthers => _app.Command.Count == 0 && _app.Sidecar.AppPort is not null;

    public async Task StartSidecarAsync(CancellationToken cancellationToken)
    {
        await _sidecar.StartAsync(cancellationToken);
        _observer.SidecarStarted(_app, _sidecar.ApiPorts);
    }

    /// <summary>Completes when the sidecar and the app are ready.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        await _sidecar.Health.Ready.WaitAsync(cancellationToken);
        _observer.AppReady(_app);
    }

    /// <summary>Runs the app until it ends for good or <paramref name="stop"/> is cancelled, which ends its whole process tree.</summary>
    /// <param name="hurry">Cancelled when there is no time for a graceful end.</param>
    public async Task SuperviseAsync(CancellationToken stop, CancellationToken hurry)
    {
        var backoff = new RestartBackoff();
        while (_app.Command.Count > 0 && !stop.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            var exitCode = await RunOnceAsync(stop, hurry);
            if (stop.IsCancellationRequested)
                return;
            TimeSpan? delay = exitCode == 0 && !_app.IsService ? null : backoff.NextDelay(_time.GetElapsedTime(started));
            _observer.AppEnded(_app, exitCode, delay);
            if (delay is null)
                return;
            await Task.Delay(delay.Value, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        _logging.Dispose();
        await _appLog.DisposeAsync();
        await _sidecarLog.DisposeAsync();
    }

    private async Task<int> RunOnceAsync(CancellationToken stop, CancellationToken hurry)
    {
        var start = new ChildStart(_app.Command, _app.Directory, AppEnvironment.Of(_app, _sidecar.ApiPorts));
        var child = ChildProcess.Start(start, _guard, _appLog.WriteLine);
        _observer.AppStarted(_app, child.Id);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stop.Register(stopped.SetResult))
            await Task.WhenAny(child.Exited, stopped.Task);
        if (stop.IsCancellationRequested)
            await child.StopAsync(Grace, hurry);
        return await child.Exited;
    }

    private static LogLevel Level(string name) => name switch
    {
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        _ => LogLevel.Information,
    };
}
