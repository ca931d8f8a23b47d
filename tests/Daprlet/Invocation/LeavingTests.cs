using Daprlet.Hosting;
using Daprlet.Invocation;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

/// <summary>A sidecar that ends in order, as an instance does when fewer are needed.</summary>
public sealed class LeavingTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _registry = Directory.CreateTempSubdirectory("daprlet-registry-").FullName;

    public void Dispose() => Directory.Delete(_registry, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_under_way_is_answered_with_the_help_of_the_sidecar_that_leaves(bool isInOneProcess)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Sidecar? leaving = null;
        await using var app = await TestApp.StartAsync(async http =>
        {
            if (http.Request.Path != "/slow")
                return;
            entered.TrySetResult();
            await gate.Task;
            using var own = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{leaving!.HttpPort}"), Timeout = Limit };
            using var answer = await own.GetAsync("/v1.0/metadata");
            await http.Response.WriteAsync($"{(int)answer.StatusCode}");
        });
        var network = isInOneProcess ? new SidecarNetwork() : null;
        var common = new SidecarOptions { AppId = "caller", Network = network, RegistryFolder = isInOneProcess ? null : _registry, GracefulShutdown = Limit };
        leaving = await DaprletHost.StartAsync(common with { AppId = "callee", AppPort = app.Port });
        await leaving.ReadyAsync(Limit);
        await using var caller = await DaprletHost.StartAsync(common);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{caller.HttpPort}"), Timeout = Limit };

        var call = client.GetStringAsync("/v1.0/invoke/callee/method/slow");
        await entered.Task.WaitAsync(Limit);
        var stop = leaving.StopAsync();
        await Eventually.TrueAsync(() => network is null ? Directory.GetFiles(_registry, "*.json").Length == 1 : network.Shared<LocalSidecars>().Find("callee", "default").Count == 0, "the sidecar to leave");
        Assert.False(stop.IsCompleted);
        gate.SetResult();

        Assert.Equal("200", await call);
        await stop.WaitAsync(Limit);
        await leaving.DisposeAsync();
    }
}
