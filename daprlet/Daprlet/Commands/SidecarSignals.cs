using System.Runtime.InteropServices;
using Daprlet.Observability;
using Microsoft.Extensions.Logging;

namespace Daprlet.Commands;

/// <summary>daprd's signals: Ctrl-C and SIGTERM ask for an orderly end, and end the process at once when they come again; SIGHUP asks for a new start in place.</summary>
internal sealed class SidecarSignals : IDisposable
{
    private const string Scope = "dapr.signals";

    private readonly DaprLogProvider _lines;
    private readonly List<PosixSignalRegistration> _registrations;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="lines">Where it is told which signal came.</param>
    public SidecarSignals(DaprLogProvider lines)
    {
        _lines = lines;
        _registrations = [Register(PosixSignal.SIGINT, "interrupt", OnStop), Register(PosixSignal.SIGTERM, "terminated", OnStop)];
        if (!OperatingSystem.IsWindows()) // there it means that the console is closed
            _registrations.Add(Register(PosixSignal.SIGHUP, "hangup", OnRestart));
    }

    /// <summary>SIGHUP came.</summary>
    public event Action? Restart;

    /// <summary>Cancelled at the first signal to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Completes at the first signal to stop.</summary>
    public Task StopRequested => _stopRequested.Task;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private static PosixSignalRegistration Register(PosixSignal signal, string name, Action<string> handle) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        handle(name);
    });

    private void OnStop(string signal)
    {
        if (!_stopRequested.TrySetResult())
        {
            _lines.Write(LogLevel.Critical, Scope, $"Received signal '{signal}' during shutdown; exiting immediately");
            Environment.Exit(1);
        }
        _lines.Write(LogLevel.Information, Scope, $"Received signal '{signal}'; beginning shutdown");
        _stop.Cancel();
    }

    private void OnRestart(string signal)
    {
        if (StopRequested.IsCompleted)
            return;
        _lines.Write(LogLevel.Information, Scope, $"Received signal '{signal}'; restarting");
        Restart?.Invoke();
    }
}
