using System.Globalization;
using DaprShop.Gateway.Forwarding;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>How long everybody has when a pod goes, in seconds: k8s/base/patches/shutdown.yaml says why.</summary>
public sealed class ShutdownTests
{
    private const int LongestRequest = 25;
    private const int LongestTurn = 2; // then the sidecar lets go of it
    private const int HostShutdown = 30; // ASP.NET Core's own

    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_service_outlives_its_sidecar_and_the_sidecar_every_request_and_turn(string variant)
    {
        foreach (var service in (await Rendered.OfAsync(variant)).Services.Where(service => service.Name != "gateway"))
        {
            var (pause, block, graceful, grace) = TimesOf(service);
            Assert.True(block > LongestRequest);
            Assert.True(graceful > LongestTurn);
            Assert.True(pause >= block + graceful);
            Assert.True(grace >= pause + HostShutdown);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_gateways_sidecar_outlives_the_gateway_and_everything_it_forwards(string variant)
    {
        var (pause, block, graceful, grace) = TimesOf((await Rendered.OfAsync(variant)).Find("Deployment", "gateway")!);
        Assert.True(block > pause + new ForwardingOptions().Timeout.TotalSeconds);
        Assert.True(grace > block + graceful);
        Assert.True(grace >= pause + HostShutdown);
    }

    private static (long Pause, long Block, long Graceful, long Grace) TimesOf(Manifest service) => (
        (long)service.App().At("lifecycle", "preStop", "sleep")["seconds"]!,
        int.Parse(service.Annotations()["dapr.io/block-shutdown-duration"].TrimEnd('s'), CultureInfo.InvariantCulture),
        int.Parse(service.Annotations()["dapr.io/graceful-shutdown-seconds"], CultureInfo.InvariantCulture),
        (long)service.Pod()["terminationGracePeriodSeconds"]!);
}
