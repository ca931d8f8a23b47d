using System.Diagnostics;
using System.Text;

namespace DaprShop.Tests.EndToEnd;

/// <summary>The sample that follows orders, run as its README says, beside a running shop.</summary>
internal sealed class OrderFollower : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-follower-").FullName;
    private readonly StringBuilder _console = new();
    private readonly int _httpPort = FreePorts.Take();
    private Process? _process;

    private OrderFollower()
    {
    }

    /// <summary>Its answer to <c>summary</c>, through its sidecar.</summary>
    public Uri Summary => new($"http://127.0.0.1:{_httpPort}/v1.0/invoke/order-follower/method/summary");

    /// <summary>What it has printed so far.</summary>
    public string Console
    {
        get
        {
            lock (_console)
                return _console.ToString();
        }
    }

    /// <summary>Starts it, and waits until it follows the shop's orders.</summary>
    public static async Task<OrderFollower> StartAsync(Shop shop)
    {
        var follower = new OrderFollower();
        try
        {
            await NodePrograms.InstallAsync("samples/order-follower", follower._folder);
            follower.Run(shop.Data);
            await Eventually.TrueAsync(() => follower._process is { HasExited: true }
                ? throw new InvalidOperationException($"the follower ended:\n{follower.Console}")
                : follower.Console.Contains("following the orders", StringComparison.Ordinal), "the follower");
            return follower;
        }
        catch
        {
            await follower.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
            {
                using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
                await kill.WaitForExitAsync();
            }

            using var limit = new CancellationTokenSource(Limit);
            await _process.WaitForExitAsync(limit.Token);
            _process.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private void Run(string shopData)
    {
        var broker = Path.Combine(_folder, "components", "embedded", "pubsub.yaml");
        File.WriteAllText(broker, File.ReadAllText(broker).Replace("../../.dapr/", $"{shopData}/", StringComparison.Ordinal));
        string[] arguments =
        [
            Repository.DaprletProgram, "run", "--app-id", "order-follower", "--app-port", $"{FreePorts.Take()}", "--dapr-http-port", $"{_httpPort}",
            "--resources-path", "components/embedded", "--", "node", "app.js",
        ];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Note(string? line)
    {
        lock (_console)
            _console.AppendLine(line);
    }
}
