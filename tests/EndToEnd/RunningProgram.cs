using System.Diagnostics;
using System.Text;

namespace DaprShop.Tests.EndToEnd;

/// <summary>A .NET program that a test has started, and what it prints.</summary>
internal sealed class RunningProgram : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _console = new();

    /// <param name="start">How the program is started; what it prints is taken here.</param>
    public RunningProgram(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public string Console
    {
        get
        {
            lock (_console)
                return _console.ToString();
        }
    }

    /// <exception cref="InvalidOperationException">It has ended, which it should not have; with what it printed.</exception>
    public void MustRun()
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"the program ended with {_process.ExitCode}:\n{Console}");
    }

    /// <summary>Ends it as Ctrl-C or a service manager does, and waits for it.</summary>
    public async Task StopAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await kill.WaitForExitAsync();
        }
        await WaitForExitAsync();
    }

    /// <summary>Ends it without a chance to clean up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    public void Dispose() => _process.Dispose();

    private async Task WaitForExitAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
    }

    private void Note(string? line)
    {
        lock (_console)
            _console.AppendLine(line);
    }
}
