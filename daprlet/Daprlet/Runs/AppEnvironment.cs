using Daprlet.Hosting;

namespace Daprlet.Runs;

/// <summary>The environment variables that <c>dapr run</c> gives to an app.</summary>
public static class AppEnvironment
{
    /// <param name="httpPort">The port of the app's sidecar.</param>
    public static IReadOnlyDictionary<string, string?> Of(RunApp app, int httpPort)
    {
        var sidecar = app.Sidecar;
        var variables = SidecarAppEnvironment.Common(sidecar, httpPort).ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        variables["APP_CHANNEL_ADDRESS"] = sidecar.AppChannelAddress;
        variables["APP_PROTOCOL"] = sidecar.AppProtocol;
        foreach (var (name, value) in app.Environment)
            variables[name] = value;
        return variables;
    }
}
