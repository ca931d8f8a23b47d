using System.Collections.Concurrent;
using DaprShop.Tests.Daprlet.Hosting;

namespace DaprShop.Tests.Daprlet.State;

public sealed class KilledSidecarTests : IDisposable
{
    private const int Writers = 16;
    private const int EnoughWrites = 400;

    private const string Resource = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: store}
        spec:
          type: state.sqlite
          version: v1
          initTimeout: 1m
          metadata: [{name: connectionString, value: state.db}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("killed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_answered_with_success_survives_the_death_of_the_sidecar()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "store.yaml"), Resource);
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "app");
        var acknowledged = new ConcurrentBag<string>();
        var writers = Enumerable.Range(0, Writers).Select(writer => WriteUntilItDiesAsync(sidecar.Client, writer, acknowledged)).ToList();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (acknowledged.Count < EnoughWrites)
            await Task.Delay(5, limit.Token);
        await sidecar.KillAsync();
        await Task.WhenAll(writers);

        await using var store = await Stores.OpenAsync("state.sqlite", _folder);
        foreach (var key in acknowledged)
            Assert.Equal($"\"{key}\"", await store.TextAsync($"app||{key}"));
    }

    private static async Task WriteUntilItDiesAsync(HttpClient client, int writer, ConcurrentBag<string> acknowledged)
    {
        for (var n = 0; ; n++)
        {
            var key = $"{writer}-{n}";
            try
            {
                using var answer = await client.PostAsync("state/store", new StringContent($$"""[{"key":"{{key}}","value":"{{key}}"}]"""));
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
}
