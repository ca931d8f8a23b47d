using Daprlet.Hosting;
using Daprlet.Sidecars;

namespace Daprlet.Runs;

/// <summary>The environment variables that <c>dapr run</c> gives to an app.</summary>
public static class AppEnvironment
{
    /// <param name="ports">Those of the app's sidecar.</param>
    public static IReadOnlyDictionary<string, string?> Of(RunApp app, ApiPorts ports)
    {
        var sidecar = app.Sidecar;
        var variables = SidecarAppEnvironment.Common(sidecar, ports).ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        variables["APP_CHANNEL_ADDRESS"] = sidecar.AppChannelAddress;
        variables["APP_PROTOCOL"] = sidecar.AppProtocol;
        foreach (var (name, value) in app.Environment)
            variables[name] = value;
        return variables;
    }
}
