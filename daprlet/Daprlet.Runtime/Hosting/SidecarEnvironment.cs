using Daprlet.Sidecars;

namespace Daprlet.Hosting;

/// <summary>The environment that components see: the sidecar's own, with what daprd sets itself.</summary>
internal static class SidecarEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(SidecarOptions options) => new Dictionary<string, string>(options.Environment)
    {
        ["APP_ID"] = options.AppId,
        ["APP_PORT"] = $"{options.AppPort ?? 0}",
        ["HOST_ADDRESS"] = options.Environment.GetValueOrDefault("DAPR_HOST_IP", options.AppChannelAddress),
    };
}
