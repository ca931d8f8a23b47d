namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>Every variant that the documentation offers: an overlay, and components added to it.</summary>
public static class Variants
{
    public static TheoryData<string> All =>
    [
        "dev",
        "dev + gateway-api",
        "dev + ingress",
        "dev + keda/redis",
        "dev + monitoring",
        "production",
        "production + keda/kafka",
        "production + monitoring",
        "production + monitoring + keda/kafka",
    ];
}
