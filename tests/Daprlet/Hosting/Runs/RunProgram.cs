using System.Diagnostics;
using System.Runtime.InteropServices;
using Daprlet.Runs;
using DaprShop.Testing;

namespace DaprShop.Tests.Daprlet.Hosting.Runs;

/// <summary>daprlet as a program of its own, with what it prints.</summary>
internal sealed class RunProgram : IAsyncDisposable
{
    private const int InterruptSignal = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Lock _printing = new();
    private readonly List<string> _lines = [];

    private RunProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The lines of both outputs so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_printing)
                return [.. _lines];
        }
    }

    public string Output => string.Join('\n', Lines);

    public static RunProgram Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    public static RunProgram Start(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(RunApp).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new RunProgram(Process.Start(start)!);
    }

    /// <summary>Waits until a line has the text.</summary>
    public Task SaysAsync(string text) => Eventually.TrueAsync(
        () => Output.Contains(text, StringComparison.Ordinal) || (_process.HasExited ? throw new InvalidOperationException($"ended without \"{text}\":\n{Output}") : false), text);

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => _ = SendSignal(_process.Id, InterruptSignal);

    /// <summary>Waits for the end and answers the exit code.</summary>
    public async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>Ends it in the middle of whatever it does: nothing of it is run any more.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public static bool IsAlive(int process) =>
        File.Exists($"/proc/{process}/stat") ? !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal) : SendSignal(process, 0) == 0;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_printing)
            _lines.Add(line);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
