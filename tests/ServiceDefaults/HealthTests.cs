using System.Globalization;
using System.Net;
using Daprlet.Testing;
using DaprShop.Testing;

namespace DaprShop.Tests.ServiceDefaults;

/// <summary>What probes are told. They have no token.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_service_is_healthy_without_its_sidecar_and_not_ready()
    {
        await using var service = await ProbeService.StartAsync(("APP_API_TOKEN", "the-token"));

        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync("/healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Client.GetAsync("/readyz")).StatusCode);
    }

    [Fact]
    public async Task A_service_is_ready_as_long_as_its_sidecar_has_its_components()
    {
        await using var sidecar = await DaprletHost.StartAsync("probe", DaprletHost.Component("store", "state.in-memory"));
        await using var service = await ProbeService.StartAsync(
            ("APP_API_TOKEN", "the-token"), ("DAPR_HTTP_PORT", sidecar.HttpPort.ToString(CultureInfo.InvariantCulture)));

        await Eventually.TrueAsync(async () => (await service.Client.GetAsync("/readyz")).StatusCode == HttpStatusCode.OK, "the service to be ready");
        await sidecar.StopAsync();
        await Eventually.TrueAsync(async () => (await service.Client.GetAsync("/readyz")).StatusCode == HttpStatusCode.ServiceUnavailable, "the service to notice that its sidecar is gone");
    }
}
