using System.Globalization;

namespace Daprlet.Hosting.Runs;

/// <summary>The environment variables that <c>dapr run</c> gives to an app.</summary>
public static class AppEnvironment
{
    /// <param name="httpPort">The port of the app's sidecar.</param>
    public static IReadOnlyDictionary<string, string?> Of(RunApp app, int httpPort)
    {
        var sidecar = app.Sidecar;
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["APP_ID"] = sidecar.AppId,
            ["APP_CHANNEL_ADDRESS"] = sidecar.AppChannelAddress,
            ["APP_PROTOCOL"] = sidecar.AppProtocol,
            ["DAPR_HTTP_PORT"] = httpPort.ToString(CultureInfo.InvariantCulture),
        };
        if (sidecar.AppPort is { } port)
            variables["APP_PORT"] = port.ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(sidecar.DaprApiToken))
            variables["DAPR_API_TOKEN"] = sidecar.DaprApiToken;
        if (!string.IsNullOrEmpty(sidecar.AppApiToken))
            variables["APP_API_TOKEN"] = sidecar.AppApiToken;
        foreach (var (name, value) in app.Environment)
            variables[name] = value;
        return variables;
    }
}
