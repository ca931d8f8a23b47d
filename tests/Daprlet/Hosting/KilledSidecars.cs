using System.Text.RegularExpressions;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Hosting.Runs;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>
/// Sidecars of one process, each with an app, files and a load of its own. They are killed together, each at another moment of its work.
/// </summary>
internal sealed class KilledSidecars : IAsyncDisposable
{
    private const int LongestRespite = 30; // milliseconds

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kills-");
    private readonly List<KilledLoad> _loads = [];

    public static async Task<KilledSidecars> StartAsync(int count)
    {
        var sidecars = new KilledSidecars();
        for (var number = 1; number <= count; number++)
        {
            var appId = $"orders-{number}";
            sidecars._loads.Add(await KilledLoad.StartAsync(appId, sidecars._folder.CreateSubdirectory(appId).FullName));
        }

        var apps = sidecars._loads.Select(load => $"- {{ appID: {load.AppId}, appDirPath: {load.AppId}, appPort: {load.AppPort}, resourcesPaths: [.], daprdLogDestination: console }}\n");
        await File.WriteAllTextAsync(sidecars.Template, $"version: 1\napps:\n{string.Concat(apps)}");
        return sidecars;
    }

    private string Template => Path.Combine(_folder.FullName, "dapr.yaml");

    /// <summary>Starts the sidecars, writes through each, and kills them at some moment.</summary>
    public async Task WriteUntilKilledAsync()
    {
        await using var run = Run();
        var loads = await Task.WhenAll(_loads.Select(async load => load.Write(await AddressAsync(run, load))));
        await Task.WhenAll(loads.Select(load => load.Enough));
        await Task.Delay(Random.Shared.Next(LongestRespite));
        await run.KillAsync();
        await Task.WhenAll(loads.Select(load => load.End));
    }

    /// <summary>Starts the sidecars a last time, and looks for all that each has answered with success.</summary>
    public async Task CheckAsync()
    {
        await using var run = Run();
        await Task.WhenAll(_loads.Select(async load => await load.CheckAsync(await AddressAsync(run, load))));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var load in _loads)
            await load.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<Uri> AddressAsync(RunProgram run, KilledLoad load)
    {
        var listening = Match.Empty;
        await Eventually.TrueAsync(
            () => (listening = Regex.Match(run.Output, $@"HTTP server is running on port (\d+)"" app_id={load.AppId} ")).Success, $"the sidecar of {load.AppId} to listen");
        return new Uri($"http://127.0.0.1:{listening.Groups[1].Value}/v1.0/");
    }

    private RunProgram Run() => RunProgram.Start(
        new Dictionary<string, string> { ["DAPRLET_REGISTRY"] = Path.Combine(_folder.FullName, "register") }, "run", "-f", Template);
}
