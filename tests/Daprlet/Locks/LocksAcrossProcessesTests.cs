using System.Net.Http.Json;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Hosting;

namespace DaprShop.Tests.Daprlet.Locks;

/// <summary>Two instances of an app, each with a sidecar in a process of its own, that share the file of a <c>lock.sqlite</c>.</summary>
public sealed class LocksAcrossProcessesTests : IDisposable
{
    private const int Resources = 40;
    private const int Contenders = 4;

    private const string Resource = """
        apiVersion: dapr.io/v1alpha1
        kind: Component
        metadata: {name: locks}
        spec:
          type: lock.sqlite
          version: v1
          initTimeout: 1m
          metadata: [{name: connectionString, value: locks.db}]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("locks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_all_that_try_at_once_one_gets_the_lock_and_its_death_does_not_free_it_before_it_expires()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "locks.yaml"), Resource);
        await using var first = await SidecarProcess.StartAsync(_folder, "users");
        await using var second = await SidecarProcess.StartAsync(_folder, "users");

        for (var resource = 0; resource < Resources; resource++)
        {
            var name = $"r{resource}";
            var taken = await Task.WhenAll(Enumerable.Range(0, Contenders).Select(n => TryLockAsync(n % 2 == 0 ? first : second, name, $"owner{n}", 600)));
            Assert.Single(taken, isTaken => isTaken);
        }

        Assert.True(await TryLockAsync(first, "long", "first", 600));
        Assert.True(await TryLockAsync(first, "short", "first", 1));
        await first.KillAsync();

        await Eventually.TrueAsync(() => TryLockAsync(second, "short", "second", 600), "the lock of a dead process expires");
        Assert.False(await TryLockAsync(second, "long", "second", 600));
    }

    private static async Task<bool> TryLockAsync(SidecarProcess sidecar, string resource, string owner, int seconds)
    {
        using var response = await sidecar.Client.PostAsJsonAsync("/v1.0-alpha1/lock/locks", new { resourceId = resource, lockOwner = owner, expiryInSeconds = seconds });
        return (await response.Content.ReadFromJsonAsync<Answer>())!.Success;
    }

    private sealed record Answer(bool Success);
}
