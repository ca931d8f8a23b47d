using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DaprShop.Tests.Daprlet.State;

public sealed partial class KilledSidecarTests : IDisposable
{
    private const int Writers = 16;
    private const int EnoughWrites = 400;

    private readonly string _folder = Directory.CreateTempSubdirectory("killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_answered_with_success_survives_the_death_of_the_sidecar()
    {
        using var sidecar = Start();
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{await PortAsync(sidecar)}") };
        var acknowledged = new ConcurrentBag<string>();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteUntilItDiesAsync(client, writer, acknowledged)).ToList();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (acknowledged.Count < EnoughWrites)
            await Task.Delay(5, limit.Token);
        sidecar.Kill();
        await sidecar.WaitForExitAsync(limit.Token);
        await Task.WhenAll(writers);

        await using var store = await Stores.OpenAsync("state.sqlite", _folder);
        foreach (var key in acknowledged)
            Assert.Equal($"\"{key}\"", await store.TextAsync($"app||{key}"));
    }

    private Process Start()
    {
        File.WriteAllText(Path.Combine(_folder, "store.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: store}
            spec:
              type: state.sqlite
              version: v1
              metadata: [{name: connectionString, value: state.db}]
            """);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "daprlet.dll"), "--app-id", "app", "--dapr-http-port", "0", "--resources-path", _folder])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static async Task<int> PortAsync(Process sidecar)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await sidecar.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (Port().Match(line) is { Success: true } match)
            {
                _ = sidecar.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return int.Parse(match.Groups[1].Value);
            }
        }
        throw new InvalidOperationException("the sidecar ended before it listened");
    }

    private static async Task WriteUntilItDiesAsync(HttpClient client, int writer, ConcurrentBag<string> acknowledged)
    {
        for (var n = 0; ; n++)
        {
            var key = $"{writer}-{n}";
            try
            {
                using var answer = await client.PostAsync("/v1.0/state/store", new StringContent($$"""[{"key":"{{key}}","value":"{{key}}"}]"""));
                if (!answer.IsSuccessStatusCode)
                    return;
                acknowledged.Add(key);
            }
            catch (HttpRequestException)
            {
                return; // the sidecar is dead, which is what this test is about
            }
        }
    }

    [GeneratedRegex(@"HTTP server is running on port (\d+)")]
    private static partial Regex Port();
}
