namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>Every variant that the documentation offers: an overlay, then components on top of it.</summary>
public static class Variants
{
    public static TheoryData<string> All =>
    [
        "dev",
    ];
}
