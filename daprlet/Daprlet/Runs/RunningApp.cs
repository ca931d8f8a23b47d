using Daprlet.Commands;
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
    private readonly AppAnswer _answer;
    private readonly TaskCompletionSource _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RunningApp(RunApp app, SidecarNetwork network, ProcessGuard guard, IRunObserver observer, TimeProvider time)
    {
        _app = app;
        _guard = guard;
        _observer = observer;
        _time = time;
        _appLog = new LogSink(app.AppLog, line => observer.AppLine(app, line));
        _sidecarLog = new LogSink(app.SidecarLog, line => observer.SidecarLine(app, line));
        _logging = LoggerFactory.Create(builder => builder
            .AddProvider(new DaprLogProvider(_sidecarLog, app.Sidecar.AppId, app.LogsAsJson))
            .SetMinimumLevel(SidecarCommand.Level(app.LogLevel))
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Grpc", LogLevel.Warning));
        _sidecar = new Sidecar(app.Sidecar with { Logging = _logging, Network = network, Time = time });
        _answer = new AppAnswer(app, _sidecar, time);
    }

    /// <summary>Whether the app is somebody else's to start.</summary>
    public bool WaitsForOthers => _app.Command.Count == 0 && _app.Sidecar.AppPort is not null;

    public async Task StartSidecarAsync(CancellationToken cancellationToken)
    {
        await _sidecar.StartAsync(cancellationToken);
        _observer.SidecarStarted(_app, _sidecar.ApiPorts);
    }

    /// <summary>Whether the app's program could not be started.</summary>
    public bool CannotStart { get; private set; }

    /// <summary>Completes when the sidecar and the app are ready, or the app has ended for good.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        await _sidecar.Health.Ready.WaitAsync(cancellationToken);
        if (_app.Command.Count == 0)
            _observer.AppReady(_app);
        else
            await _settled.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs the app until it ends for good or <paramref name="stop"/> is cancelled, which ends its whole process tree.</summary>
    /// <param name="hurry">Cancelled when there is no time for a graceful end.</param>
    public async Task SuperviseAsync(CancellationToken stop, CancellationToken hurry)
    {
        var backoff = new RestartBackoff();
        long? ended = null;
        while (_app.Command.Count > 0 && !stop.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            var end = await RunOnceAsync(ended, stop, hurry);
            if (stop.IsCancellationRequested)
                return;
            ended = _time.GetTimestamp();
            if (end.Reason is { } reason)
            {
                CannotStart = true;
                _observer.AppCannotStart(_app, reason);
                break;
            }
            TimeSpan? delay = end.ExitCode == 0 && !_app.IsService ? null : backoff.NextDelay(_time.GetElapsedTime(started));
            _observer.AppEnded(_app, end.ExitCode, delay);
            if (delay is null)
                break;
            await Task.Delay(delay.Value, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _settled.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        _logging.Dispose();
        await _appLog.DisposeAsync();
        await _sidecarLog.DisposeAsync();
    }

    /// <param name="ended">When the app ended before; null at its first start.</param>
    private async Task<AppEnd> RunOnceAsync(long? ended, CancellationToken stop, CancellationToken hurry)
    {
        var start = new ChildStart(_app.Command, _app.Directory, AppEnvironment.Of(_app, _sidecar.ApiPorts));
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var isPortTaken = await _answer.IsHeardAsync(stop);
            var child = ChildProcess.Start(start, _guard, _appLog.WriteLine);
            _observer.AppStarted(_app, child.Id);
            var up = SayWhenUpAsync(isPortTaken, ended, watching.Token);
            await Task.WhenAny(child.Exited, Task.Delay(Timeout.InfiniteTimeSpan, watching.Token));
            await watching.CancelAsync();
            await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stop.IsCancellationRequested)
                await child.StopAsync(Grace, hurry);
            return AppEnd.Of(await child.Exited, _app);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new AppEnd(0);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or UnauthorizedAccessException)
        {
            return new AppEnd(0, ProgramCheck.FindProblem(_app) ?? e.Message);
        }
    }

    private async Task SayWhenUpAsync(bool isPortTaken, long? ended, CancellationToken cancellationToken)
    {
        await _answer.WaitAsync(isPortTaken, cancellationToken);
        if (!_settled.Task.IsCompleted)
        {
            await _sidecar.Health.Ready.WaitAsync(cancellationToken);
            _observer.AppReady(_app);
            _settled.TrySetResult();
        }
        else if (ended is { } since)
        {
            _observer.AppReadyAgain(_app, _time.GetElapsedTime(since));
        }
    }
}
