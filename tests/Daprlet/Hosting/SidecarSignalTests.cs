using System.Net;

namespace DaprShop.Tests.Daprlet.Hosting;

/// <summary>The program as a sidecar: signals, exit codes and the lines that people search for.</summary>
public sealed class SidecarSignalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signals-").FullName;

    public static bool HasSignals => !OperatingSystem.IsWindows();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(SkipUnless = nameof(HasSignals), Skip = "Windows has no signals")]
    public async Task SIGTERM_ends_it_in_order()
    {
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "shop");

        sidecar.Signal("TERM");

        Assert.Equal(0, await sidecar.ExitAsync());
        await sidecar.UntilAsync("Received signal 'terminated'; beginning shutdown");
        await sidecar.UntilAsync("Dapr is shutting down");
        await sidecar.UntilAsync("Daprd shutdown gracefully");
    }

    [Fact(SkipUnless = nameof(HasSignals), Skip = "Windows has no signals")]
    public async Task A_second_signal_ends_a_blocked_shutdown_at_once()
    {
        await using var app = await Apps.TestApp.StartAsync(_ => Task.CompletedTask);
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "shop", "--app-port", $"{app.Port}", "--dapr-block-shutdown-duration", "30m");
        await sidecar.UntilAsync("dapr initialized. Status: Running.");
        sidecar.Signal("TERM");
        await sidecar.UntilAsync("Blocking graceful shutdown for 30m0s or until app reports unhealthy...");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.Client.GetAsync("healthz", TestContext.Current.CancellationToken)).StatusCode);

        sidecar.Signal("INT");

        Assert.Equal(1, await sidecar.ExitAsync());
        await sidecar.UntilAsync("Received signal 'interrupt' during shutdown; exiting immediately");
    }

    [Fact(SkipUnless = nameof(HasSignals), Skip = "Windows has no signals")]
    public async Task SIGHUP_starts_it_anew_with_the_Configuration_of_now_on_the_same_port()
    {
        var configuration = Path.Combine(_folder, "configuration.txt");
        File.WriteAllText(configuration, "kind: Configuration");
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "shop", "--config", configuration);
        await sidecar.UntilAsync("dapr initialized. Status: Running.");

        sidecar.Signal("HUP");

        await sidecar.UntilAsync("dapr initialized. Status: Running.", count: 2);
        await sidecar.UntilAsync($"Loading config from file(s): {configuration}", count: 2);
        await sidecar.UntilAsync("Received signal 'hangup'; restarting");
        Assert.Equal(HttpStatusCode.NoContent, (await sidecar.Client.GetAsync("healthz", TestContext.Current.CancellationToken)).StatusCode);
        sidecar.Signal("TERM");
        Assert.Equal(0, await sidecar.ExitAsync());
    }

    [Fact]
    public async Task A_component_that_comes_twice_ends_it_with_exit_code_1()
    {
        const string Component = "apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata: { name: foo }\nspec: { type: state.in-memory, version: v1 }\n";
        File.WriteAllText(Path.Combine(_folder, "one.yaml"), Component);
        await using var sidecar = await SidecarProcess.StartAsync(_folder, "shop");

        File.WriteAllText(Path.Combine(_folder, "two.yaml"), Component);

        Assert.Equal(1, await sidecar.ExitAsync());
        await sidecar.UntilAsync("Fatal error from runtime: failed to load components: duplicate definition of Component name foo (state.in-memory/v1) with existing foo");
    }
}
