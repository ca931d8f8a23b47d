namespace Daprlet;

/// <summary>The version of Dapr whose contract daprlet follows, which it reports where daprd reports its own.</summary>
public static class DaprVersion
{
    public const string Runtime = "1.18.3";
}
