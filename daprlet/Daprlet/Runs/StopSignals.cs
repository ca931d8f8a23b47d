using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Daprlet.Runs;

/// <summary>Ctrl-C, SIGTERM and a terminal that is closed: the first asks for an orderly end, the second for a quick one.</summary>
public sealed class StopSignals : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT];

    // What is killed needs a moment to be gone.
    private static readonly TimeSpan ForcedEnd = TimeSpan.FromSeconds(3);

    // One Ctrl-C may come twice: from the terminal, and from a program between that hands it on.
    private static readonly TimeSpan SameSignal = TimeSpan.FromMilliseconds(200);

    private readonly List<PosixSignalRegistration> _registrations;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stopwatch _sinceRequest = new();
    private readonly TaskCompletionSource _forced = new(TaskCreationOptions.RunContinuationsAsynchronously);

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
        if (!_requested.TrySetResult())
            return;
        _sinceRequest.Start();
        _stop.Cancel();
    }

    /// <summary>Runs something until it ends. After a second signal it is not waited for longer than a moment, whatever it does: the process is to end then.</summary>
    /// <param name="onStop">Told of the first signal.</param>
    /// <param name="onForced">Told of the second one.</param>
    /// <returns>What the run answers; 1 when it was not waited for.</returns>
    public async Task<int> UntilForcedAsync(Func<Task<int>> run, Action onStop, Action onForced)
    {
        var running = Task.Run(run);
        await Task.WhenAny(running, Requested);
        if (running.IsCompleted)
            return await running;
        onStop();
        await Task.WhenAny(running, _forced.Task);
        if (running.IsCompleted)
            return await running;
        onForced();
        await Task.WhenAny(running, Task.Delay(ForcedEnd));
        return running.IsCompleted ? await running : 1;
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
        if (!Requested.IsCompleted)
        {
            Request();
            return;
        }
        if (_sinceRequest.Elapsed < SameSignal)
            return;
        _forced.TrySetResult();
        _hurry.Cancel();
    }
}
