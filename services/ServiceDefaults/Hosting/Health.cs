using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.ServiceDefaults.Hosting;

/// <summary>What probes ask.</summary>
public static class Health
{
    /// <summary>Where a service says whether it can answer.</summary>
    public const string Path = "/healthz";

    /// <summary>Where it says whether its sidecar can too.</summary>
    public const string ReadyPath = "/readyz";

    /// <summary>
    /// <see cref="Path"/> answers while the process can answer. It asks no sidecar: Dapr probes this path to decide whether the app gets
    /// requests, and an app that called itself unhealthy for want of its sidecar would never come up beside it.
    /// <see cref="ReadyPath"/> is for whoever sends requests past the sidecar, or counts instances (Kubernetes): 200 once the sidecar and its
    /// components are there, else 503 (Dapr HTTP API, health: <c>/v1.0/healthz/outbound</c>). Probes have no token, so both do without.
    /// </summary>
    internal static void MapHealth(this WebApplication app)
    {
        app.MapGet(Path, () => TypedResults.Text("Healthy")).Open();
        app.MapGet(ReadyPath, ReadyAsync).Open();
    }

    private static async Task<ContentHttpResult> ReadyAsync(SidecarReadiness sidecar, CancellationToken cancellationToken) =>
        await sidecar.IsReadyAsync(cancellationToken)
            ? TypedResults.Text("Ready")
            : TypedResults.Text("The sidecar or one of its components is not there.", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static void Open(this RouteHandlerBuilder route) => route.AllowAnonymous().AllowWithoutAppToken().ExcludeFromDescription();
}
