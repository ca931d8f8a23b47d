using System.Diagnostics;

namespace DaprShop.Tests.EndToEnd;

/// <summary>The sample that follows orders, run as its README says, beside a running shop.</summary>
internal sealed class OrderFollower : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("daprshop-follower-").FullName;
    private readonly int _httpPort = FreePorts.Take();
    private RunningProgram? _program;

    private OrderFollower()
    {
    }

    /// <summary>Its answer to <c>summary</c>, through its sidecar.</summary>
    public Uri Summary => new($"http://127.0.0.1:{_httpPort}/v1.0/invoke/order-follower/method/summary");

    /// <summary>What it has printed so far.</summary>
    public string Console => _program!.Console;

    /// <summary>Starts it, and waits until it follows the shop's orders.</summary>
    public static async Task<OrderFollower> StartAsync(Shop shop)
    {
        var follower = new OrderFollower();
        try
        {
            await NodePrograms.InstallAsync("samples/order-follower", follower._folder);
            follower._program = follower.Run(shop.Data);
            await Eventually.TrueAsync(() =>
            {
                follower._program.MustRun();
                return follower.Console.Contains("following the orders", StringComparison.Ordinal);
            }, "the follower");
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
        if (_program is not null)
        {
            await _program.StopAsync();
            _program.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private RunningProgram Run(string shopData)
    {
        var broker = Path.Combine(_folder, "components", "embedded", "pubsub.yaml");
        File.WriteAllText(broker, File.ReadAllText(broker).Replace("../../.dapr/", $"{shopData}/", StringComparison.Ordinal));
        string[] arguments =
        [
            Repository.DaprletProgram, "run", "--app-id", "order-follower", "--app-port", $"{FreePorts.Take()}", "--dapr-http-port", $"{_httpPort}",
            "--resources-path", "components/embedded", "--", "node", "app.js",
        ];
        return new RunningProgram(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder });
    }
}
