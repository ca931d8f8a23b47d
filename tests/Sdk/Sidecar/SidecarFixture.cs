using Dapr.Client;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.Sdk.Sidecar;

/// <summary>A client and the sidecar that it talks to, with an in-memory state store named <c>store</c>.</summary>
public sealed class SidecarFixture : IAsyncLifetime
{
    private global::Daprlet.Hosting.Sidecar _sidecar = null!;

    public DaprClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "tests",
            DaprApiToken = "secret",
            Environment = new Dictionary<string, string> { ["SHOP_SECRET"] = "s3cret" },
            Components = [DaprletHost.Component("store", "state.in-memory"), DaprletHost.Component("secrets", "secretstores.local.env")],
        });
        Client = new DaprClientBuilder().UseHttpEndpoint($"http://127.0.0.1:{_sidecar.HttpPort}").UseDaprApiToken("secret").Build();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _sidecar.DisposeAsync();
    }
}
