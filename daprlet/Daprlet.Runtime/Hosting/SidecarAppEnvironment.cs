using System.Globalization;
using Daprlet.Sidecars;

namespace Daprlet.Hosting;

/// <summary>What an app must be told to find its sidecar.</summary>
public static class SidecarAppEnvironment
{
    /// <summary>
    /// The environment variables of the sidecar's app, by Dapr's names: <c>APP_ID</c>, <c>DAPR_HTTP_PORT</c>, <c>DAPR_HTTP_ENDPOINT</c>,
    /// <c>DAPR_GRPC_PORT</c>, <c>DAPR_GRPC_ENDPOINT</c>, and where they are set <c>APP_PORT</c>, <c>DAPR_API_TOKEN</c> and <c>APP_API_TOKEN</c>. Dapr's SDKs read them from the environment or the configuration.
    /// </summary>
    public static IReadOnlyDictionary<string, string> AppEnvironment(this Sidecar sidecar) => Common(sidecar.Options, sidecar.ApiPorts);

    /// <summary>What an app is told however it is started.</summary>
    internal static Dictionary<string, string> Common(SidecarOptions options, ApiPorts ports)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["APP_ID"] = options.AppId,
            ["DAPR_HTTP_PORT"] = ports.Http.ToString(CultureInfo.InvariantCulture),
            ["DAPR_HTTP_ENDPOINT"] = Endpoint(ports.Http),
        };
        if (ports.Grpc is { } grpcPort)
        {
            variables["DAPR_GRPC_PORT"] = grpcPort.ToString(CultureInfo.InvariantCulture);
            variables["DAPR_GRPC_ENDPOINT"] = Endpoint(grpcPort);
        }
        if (options.AppPort is { } appPort)
            variables["APP_PORT"] = appPort.ToString(CultureInfo.InvariantCulture);
        if (options.DaprApiToken is { Length: > 0 } daprToken)
            variables["DAPR_API_TOKEN"] = daprToken;
        if (options.AppApiToken is { Length: > 0 } appToken)
            variables["APP_API_TOKEN"] = appToken;
        return variables;
    }

    // An SDK that knows the port alone tries `localhost`, in IPv6 first, where nothing listens.
    private static string Endpoint(int port) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
}
