using System.Globalization;
using System.Net;
using Daprlet.Testing;
using DaprShop.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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

    [Fact]
    public async Task However_many_ask_the_sidecar_is_asked_once_a_second()
    {
        var asked = 0;
        await using var sidecar = await KestrelApp.StartAsync(app => app.MapGet("/v1.0/healthz/outbound", () =>
        {
            Interlocked.Increment(ref asked);
            return Results.NoContent();
        }));
        var time = new VirtualTime();
        await using var service = await ProbeService.StartAsync(time, ("DAPR_HTTP_PORT", sidecar.Port.ToString(CultureInfo.InvariantCulture)));

        foreach (var expected in (int[])[1, 2])
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ => Assert.Equal("Ready", await service.Client.GetStringAsync("/readyz"))));
            Assert.Equal(expected, asked);
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
