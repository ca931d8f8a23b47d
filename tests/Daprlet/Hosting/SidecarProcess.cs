using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>daprlet in a process of its own, which a test can kill: on a free port, in a folder that has its resources, register and data.</summary>
internal sealed partial class SidecarProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private SidecarProcess(Process process, int port)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/v1.0/"), Timeout = Limit };
    }

    /// <summary>For the sidecar's API.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts a sidecar and waits until it listens; it may not be ready yet.</summary>
    public static Task<SidecarProcess> StartAsync(string folder, string appId, params IEnumerable<string> flags) => StartAsync(folder, appId, new Dictionary<string, string>(), flags);

    /// <inheritdoc cref="StartAsync(string, string, IEnumerable{string})"/>
    /// <param name="environment">Variables beside those of the test.</param>
    public static async Task<SidecarProcess> StartAsync(string folder, string appId, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> flags)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "daprlet.exe" : "daprlet");
        var start = new ProcessStartInfo(program, ["--app-id", appId, "--dapr-http-port", "0", "--dapr-grpc-port", "0", "--resources-path", folder, .. flags])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["DAPRLET_REGISTRY"] = Path.Combine(folder, "register") },
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var lines = new ConcurrentQueue<string>();
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, output) =>
        {
            if (output.Data is not { } line)
            {
                port.TrySetException(new InvalidOperationException("the sidecar ended before it listened"));
                return;
            }
            lines.Enqueue(line);
            if (Port().Match(line) is { Success: true } match)
                port.TrySetResult(int.Parse(match.Groups[1].Value));
        };
        process.BeginOutputReadLine();
        return new SidecarProcess(process, await port.Task.WaitAsync(Limit)) { Lines = lines };
    }

    /// <summary>What it has written so far.</summary>
    public required ConcurrentQueue<string> Lines { get; init; }

    /// <summary>Waits until so many lines hold the text.</summary>
    public async Task UntilAsync(string text, int count = 1)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (Lines.Count(line => line.Contains(text, StringComparison.Ordinal)) < count)
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Sends a signal by its name, such as TERM. Not on Windows, which has none.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end; answers the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>Ends the sidecar in the middle of whatever it does: nothing of it is run any more.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex(@"HTTP server is running on port (\d+)")]
    private static partial Regex Port();
}
