using System.Diagnostics;
using System.Text;

namespace Daprlet.Processes;

/// <summary>What a child process is started with.</summary>
/// <param name="Command">The program and its arguments; at least one item.</param>
/// <param name="Environment">Added to this process's variables; null takes one away.</param>
internal sealed record ChildStart(IReadOnlyList<string> Command, string Directory, IReadOnlyDictionary<string, string?> Environment);

/// <summary>A running child process, its output read line by line, its tree guarded.</summary>
internal sealed class ChildProcess
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // Descendants may hold the output open after the child has ended.
    private static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly Task _output;

    private ChildProcess(Process process, ProcessGuard guard, Action<string> onLine)
    {
        _process = process;
        _guard = guard;
        Id = process.Id;
        _output = Task.WhenAll(LineReader.ReadAsync(process.StandardOutput, onLine), LineReader.ReadAsync(process.StandardError, onLine));
        Exited = WaitAsync();
    }

    public int Id { get; }

    /// <summary>Completes with the exit code when the child has ended, its output is read, and nothing of its tree is left.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static ChildProcess Start(ChildStart child, ProcessGuard guard, Action<string> onLine)
    {
        var start = OperatingSystem.IsWindows() ? OnWindows(child) : HiddenCommands.Start([HiddenCommands.Launch, .. child.Command]);
        start.WorkingDirectory = child.Directory;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.StandardOutputEncoding = Utf8;
        start.StandardErrorEncoding = Utf8;
        foreach (var (name, value) in child.Environment)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{child.Command[0]} did not start");
        guard.Add(process.Id);
        process.StandardInput.Close();
        return new ChildProcess(process, guard, onLine);
    }

    /// <summary>Asks the child's tree to end and kills what is left after the grace time, or at once when <paramref name="hurry"/> is cancelled.</summary>
    public async Task StopAsync(TimeSpan grace, CancellationToken hurry)
    {
        if (!Exited.IsCompleted)
            await ProcessTree.EndAsync(Id, grace, hurry);
        await Exited;
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        var code = _process.ExitCode;
        await Task.WhenAny(_output, Task.Delay(OutputGrace));
        if (!OperatingSystem.IsWindows() && UnixProcess.Exists(Id))
            ProcessTree.Kill(Id);
        _guard.Remove(Id);
        _process.Dispose();
        return code;
    }

    private static ProcessStartInfo OnWindows(ChildStart child)
    {
        var start = new ProcessStartInfo(child.Command[0]) { UseShellExecute = false };
        if (OperatingSystem.IsWindows())
            start.CreateNewProcessGroup = true;
        foreach (var argument in child.Command.Skip(1))
            start.ArgumentList.Add(argument);
        return start;
    }
}
