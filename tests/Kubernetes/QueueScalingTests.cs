using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>KEDA in place of a plain autoscaler. It refuses what another autoscaler has already, but for one that it is told to take over.</summary>
public sealed class QueueScalingTests
{
    public static TheoryData<string> Scaled => [.. Variants.All.Where(variant => variant.Data.Contains("keda/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Scaled))]
    public async Task A_shop_that_is_installed_already_hands_its_autoscaler_over(string variant)
    {
        var installed = await Rendered.OfAsync(Variant.Parse(variant).Overlay);
        var rendered = await Rendered.OfAsync(variant);
        Assert.All(rendered.Of("ScaledObject"), scaled =>
        {
            var target = scaled.Spec.At("scaleTargetRef").Text("name");
            var existing = Assert.Single(installed.Of("HorizontalPodAutoscaler"), scaler => scaler.Spec.At("scaleTargetRef").Text("name") == target);
            Assert.Equal(existing.Name, scaled.Spec.At("advanced", "horizontalPodAutoscalerConfig").Text("name"));
            Assert.Equal("true", scaled.Root.At("metadata", "annotations").Text("scaledobject.keda.sh/transfer-hpa-ownership"));
            Assert.Null(rendered.Find("HorizontalPodAutoscaler", existing.Name));
        });
    }
}
