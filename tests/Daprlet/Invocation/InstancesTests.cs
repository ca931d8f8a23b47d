using System.Net;
using Daprlet.Sidecars;
using Daprlet.Testing;
using DaprShop.Testing;
using DaprShop.Tests.Daprlet.Apps;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Daprlet.Invocation;

public sealed class InstancesTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<IAsyncDisposable> _started = [];
    private readonly string _registry = Directory.CreateTempSubdirectory("daprlet-registry-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var started in Enumerable.Reverse(_started))
            await started.DisposeAsync();
        Directory.Delete(_registry, recursive: true);
    }

    [Fact]
    public async Task Calls_are_spread_over_the_instances_of_an_app()
    {
        var network = new SidecarNetwork();
        await CalleeAsync("one", new SidecarOptions { AppId = "callee", Network = network });
        await CalleeAsync("two", new SidecarOptions { AppId = "callee", Network = network });
        using var client = await CallerAsync(new SidecarOptions { AppId = "caller", Network = network });

        var answers = await AnswersAsync(client, 10);

        Assert.Equal(5, answers.Count(answer => answer == "one"));
        Assert.Equal(5, answers.Count(answer => answer == "two"));
    }

    [Fact]
    public async Task An_instance_whose_app_is_gone_is_passed_over_and_used_again_when_it_is_back()
    {
        var network = new SidecarNetwork();
        var (gone, port) = await CalleeAsync("one", new SidecarOptions { AppId = "callee", Network = network });
        await CalleeAsync("two", new SidecarOptions { AppId = "callee", Network = network });
        using var client = await CallerAsync(new SidecarOptions { AppId = "caller", Network = network });
        await gone.DisposeAsync();

        Assert.All(await AnswersAsync(client, 6), answer => Assert.Equal("two", answer));

        _started.Add(await TestApp.StartAsync(http => http.Response.WriteAsync("one again"), port));
        Assert.Contains("one again", await AnswersAsync(client, 6));
    }

    [Fact]
    public async Task Sidecars_of_different_processes_find_each_other_by_the_registry_of_the_user()
    {
        await CalleeAsync("other process", new SidecarOptions { AppId = "callee", RegistryFolder = _registry, AppApiToken = "app-token" });
        using var client = await CallerAsync(new SidecarOptions { AppId = "caller", RegistryFolder = _registry });

        Assert.Equal("other process", Assert.Single(await AnswersAsync(client, 1)));
    }

    [Fact]
    public async Task Sidecars_of_different_processes_find_each_other_by_Daprs_table()
    {
        var configuration = Path.Combine(_registry, "names.yaml");
        await File.WriteAllTextAsync(configuration, $$"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata: {name: names}
            spec:
              nameResolution:
                component: sqlite
                configuration:
                  connectionString: "{{Path.Combine(_registry, "names.db").Replace('\\', '/')}}"
            """);
        await CalleeAsync("by the table", new SidecarOptions { AppId = "callee", ConfigFiles = [configuration] });
        using var client = await CallerAsync(new SidecarOptions { AppId = "caller", ConfigFiles = [configuration] });

        Assert.Equal("by the table", Assert.Single(await AnswersAsync(client, 1)));
    }

    [Fact]
    public async Task Nobody_calls_an_app_through_the_internal_port_without_the_secret_of_the_registry()
    {
        await CalleeAsync("reached", new SidecarOptions { AppId = "callee", RegistryFolder = _registry });
        var entry = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(_registry, "*.json").Single())).RootElement;
        using var client = new HttpClient { BaseAddress = new Uri($"http://{entry.GetProperty("Address").GetString()}") };
        client.DefaultRequestHeaders.Add("dapr-caller-app-id", "gateway");

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/hello")).StatusCode);
        client.DefaultRequestHeaders.Add("daprlet-secret", "a guess");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/hello")).StatusCode);
        client.DefaultRequestHeaders.Remove("daprlet-secret");
        client.DefaultRequestHeaders.Add("daprlet-secret", entry.GetProperty("Secret").GetString());
        Assert.Equal("reached", await client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task Only_the_user_may_read_the_registry()
    {
        await CalleeAsync("callee", new SidecarOptions { AppId = "callee", RegistryFolder = _registry });

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_registry));
    }

    private async Task<(TestApp App, int Port)> CalleeAsync(string name, SidecarOptions options)
    {
        var app = await TestApp.StartAsync(http => http.Response.WriteAsync(name), FreePorts.Take());
        var sidecar = await DaprletHost.StartAsync(options with { AppPort = app.Port });
        _started.AddRange([app, sidecar]);
        await sidecar.ReadyAsync(Limit);
        return (app, app.Port);
    }

    private async Task<HttpClient> CallerAsync(SidecarOptions options)
    {
        var sidecar = await DaprletHost.StartAsync(options);
        _started.Add(sidecar);
        return new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}"), Timeout = Limit };
    }

    private static async Task<List<string>> AnswersAsync(HttpClient client, int count)
    {
        var answers = new List<string>();
        for (var i = 0; i < count; i++)
            answers.Add(await client.GetStringAsync("/v1.0/invoke/callee/method/hello"));
        return answers;
    }
}
