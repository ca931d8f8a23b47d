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
    public static async Task<SidecarProcess> StartAsync(string folder, string appId, params IEnumerable<string> flags)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "daprlet.exe" : "daprlet");
        var start = new ProcessStartInfo(program, ["--app-id", appId, "--dapr-http-port", "0", "--dapr-grpc-port", "0", "--resources-path", folder, .. flags])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment = { ["DAPRLET_REGISTRY"] = Path.Combine(folder, "register") },
        };
        var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Port().Match(line) is not { Success: true } match)
                continue;
            _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            return new SidecarProcess(process, int.Parse(match.Groups[1].Value));
        }
        throw new InvalidOperationException("the sidecar ended before it listened");
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
