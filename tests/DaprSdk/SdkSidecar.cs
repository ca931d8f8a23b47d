using Dapr.Client;
using Daprlet.Hosting;
using Daprlet.Sidecars;
using Daprlet.Testing;

namespace DaprShop.Tests.DaprSdk;

/// <summary>A sidecar that demands a token, and a client that has it. The state store is <c>store</c>, in memory.</summary>
public sealed class SdkSidecar : IAsyncLifetime
{
    /// <summary>What the sidecar demands.</summary>
    public const string Token = "secret";

    private Sidecar _sidecar = null!;

    public DaprClient Client { get; private set; } = null!;

    /// <summary>A client of any sidecar, as its app would have it.</summary>
    public static DaprClient ClientOf(Sidecar sidecar, string? token = null)
    {
        var environment = sidecar.AppEnvironment();
        return new DaprClientBuilder()
            .UseHttpEndpoint(environment["DAPR_HTTP_ENDPOINT"])
            .UseGrpcEndpoint(environment["DAPR_GRPC_ENDPOINT"])
            .UseDaprApiToken(token ?? environment.GetValueOrDefault("DAPR_API_TOKEN", ""))
            .Build();
    }

    public async ValueTask InitializeAsync()
    {
        _sidecar = await DaprletHost.StartAsync(new SidecarOptions
        {
            AppId = "tests",
            DaprApiToken = Token,
            Environment = new Dictionary<string, string> { ["SHOP_SECRET"] = "s3cret" },
            Components = [DaprletHost.Component("store", "state.in-memory"), DaprletHost.Component("secrets", "secretstores.local.env")],
        });
        Client = ClientOf(_sidecar);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _sidecar.DisposeAsync();
    }
}
