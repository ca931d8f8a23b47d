using Dapr.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DaprShop.ServiceDefaults.Hosting;

internal static class Health
{
    public const string Path = "/healthz";
    public const string ReadyPath = "/readyz";

    // Below the time limit of a probe, so that the reason arrives.
    private static readonly TimeSpan SidecarLimit = TimeSpan.FromSeconds(2);

    /// <summary>
    /// <see cref="Path"/> answers while the process can answer. It asks no sidecar: Dapr probes this path to decide whether the app gets
    /// requests, and an app that called itself unhealthy for want of its sidecar would never come up beside it.
    /// <see cref="ReadyPath"/> is for whoever sends requests past the sidecar, or counts instances (Kubernetes): 200 once the sidecar and its
    /// components are there, else 503 (Dapr HTTP API, health: <c>/v1.0/healthz/outbound</c>). Probes have no token, so both do without.
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet(Path, () => TypedResults.Text("Healthy")).Open();
        app.MapGet(ReadyPath, ReadyAsync).Open();
    }

    private static async Task<ContentHttpResult> ReadyAsync(DaprClient dapr, CancellationToken cancellationToken) =>
        await IsSidecarReadyAsync(dapr, cancellationToken)
            ? TypedResults.Text("Ready")
            : TypedResults.Text("The sidecar or one of its components is not there.", statusCode: StatusCodes.Status503ServiceUnavailable);

    private static async Task<bool> IsSidecarReadyAsync(DaprClient dapr, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(SidecarLimit);
        try
        {
            return await dapr.CheckOutboundHealthAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false; // a sidecar that does not answer in time is as good as none
        }
    }

    private static void Open(this RouteHandlerBuilder route) => route.AllowAnonymous().AllowWithoutAppToken().ExcludeFromDescription();
}
