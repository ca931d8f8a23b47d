using System.ComponentModel;
using System.Diagnostics;
using Daprlet.Processes;

namespace DaprShop.Tests.Chaos.Shops;

/// <summary>A program that is started again whenever it ends, as a service manager does. It does not outlive the tests, even if they are killed.</summary>
internal sealed class KillableProgram : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly ChildStart _start;
    private readonly ProcessGuard _guard;
    private readonly StreamWriter _log;
    private readonly TimeSpan _grace;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private readonly Lock _starting = new();
    private ChildProcess? _child;
    private TaskCompletionSource? _away;
    private int _lives;

    /// <param name="grace">What the program gets to end in order, when the test is over.</param>
    public KillableProgram(ChildStart start, ProcessGuard guard, string logFile, TimeSpan grace)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        (_start, _guard, _grace) = (start, guard, grace);
        _log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        _running = RunAsync();
    }

    /// <summary>The process that runs now, or ran last.</summary>
    public int ProcessId => Volatile.Read(ref _child)?.Id ?? 0;

    /// <summary>Which start of the program runs, from 1; 0 while none does, or it has been told to end.</summary>
    public int Life
    {
        get
        {
            lock (_starting) return _away is null && _child is { Exited.IsCompleted: false } ? _lives : 0;
        }
    }

    /// <summary>Ends the program without a chance to clean up.</summary>
    /// <returns>Whether there was something to end.</returns>
    public bool Kill() => Kill(ProcessId);

    /// <summary>Has the program end in order. It stays away until it is called back.</summary>
    /// <param name="grace">What it gets for that.</param>
    public async Task LeaveAsync(TimeSpan grace)
    {
        lock (_starting) _away ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_child is { } child) await child.StopAsync(grace, _stopping.Token);
    }

    /// <summary>Starts the program again after it has left.</summary>
    public void CallBack()
    {
        lock (_starting)
        {
            _away?.SetResult();
            _away = null;
        }
    }

    /// <summary>Ends a process without a chance to clean up.</summary>
    /// <returns>Whether there was something to end.</returns>
    public static bool Kill(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            process.Kill();
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false; // it has just ended, or is not there yet
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_child is { } child) await child.StopAsync(_grace, _grace > TimeSpan.Zero ? CancellationToken.None : _stopping.Token);
        await _running;
        await _log.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (TryStart(out var away) is { } child)
            {
                Note($"--- ended with {await child.Exited}");
                await Task.Delay(Pause, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            else
            {
                await away!.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ChildProcess? TryStart(out Task? away)
    {
        lock (_starting)
        {
            away = _away?.Task;
            if (away is not null) return null;
            _child = ChildProcess.Start(_start, _guard, Note);
            _lives++;
        }

        if (_stopping.IsCancellationRequested) ProcessTree.Kill(_child.Id);
        return _child;
    }

    private void Note(string line)
    {
        lock (_log) _log.WriteLine(line);
    }
}
