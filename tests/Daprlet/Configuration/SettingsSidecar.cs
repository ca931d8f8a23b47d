using Daprlet.Components.Configuration;
using Daprlet.Hosting;
using Daprlet.Resources;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Daprlet.Configuration;

/// <summary>A sidecar with one configuration store, <c>config</c>, and a way to write its settings.</summary>
internal sealed class SettingsSidecar(Sidecar sidecar) : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Backends => ["configuration.in-memory", "configuration.sqlite"];

    public Sidecar Sidecar => sidecar;

    public HttpClient Client { get; } = new() { BaseAddress = new Uri($"http://127.0.0.1:{sidecar.HttpPort}/v1.0/configuration/"), Timeout = Limit };

    public IWritableConfigurationStore Settings => sidecar.Components.Find<IWritableConfigurationStore>("config")!;

    public static ComponentManifest Store(string type) => DaprletHost.Component("config", type, ("connectionString", "settings.db"));

    public static async Task<SettingsSidecar> StartAsync(string type, string folder, int? appPort = null) =>
        await StartAsync(new SidecarOptions { AppId = "shop", AppPort = appPort, WorkingDirectory = folder, ResourcesPaths = [folder], Components = [Store(type)] });

    public static async Task<SettingsSidecar> StartAsync(SidecarOptions options)
    {
        var sidecar = await DaprletHost.StartAsync(options);
        await sidecar.ReadyAsync(Limit);
        return new SettingsSidecar(sidecar);
    }

    /// <summary>Subscribes to a key, or to everything.</summary>
    /// <returns>The subscription's id.</returns>
    public async Task<string> SubscribeAsync(string query)
    {
        using var response = await Client.GetAsync($"config/subscribe{query}");
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        return (string)System.Text.Json.Nodes.JsonNode.Parse(body)!["id"]!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await sidecar.DisposeAsync();
    }
}
