using System.Runtime.InteropServices;

namespace Daprlet.Runs;

/// <summary>Ctrl-C, SIGTERM and a terminal that is closed: the first asks for an orderly end, the second for a quick one.</summary>
public sealed class StopSignals : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    private readonly List<PosixSignalRegistration> _registrations;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StopSignals() => _registrations = [.. Signals.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    /// <summary>Completes at the first signal.</summary>
    public Task Requested => _requested.Task;

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Cancelled at the second signal.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>Asks for an orderly end as a signal does.</summary>
    public void Request()
    {
        if (_requested.TrySetResult())
            _stop.Cancel();
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
        _hurry.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Requested.IsCompleted)
            _hurry.Cancel();
        else
            Request();
    }
}
