using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DaprShop.ServiceDefaults.Hosting;

internal static class Health
{
    public const string Path = "/healthz";

    /// <summary>
    /// Answers while the process can answer. It asks no sidecar: Dapr probes this path to decide whether the app gets
    /// requests, and an app that called itself unhealthy for want of its sidecar would never come up beside it.
    /// </summary>
    public static void MapHealth(this WebApplication app) =>
        app.MapGet(Path, () => TypedResults.Text("Healthy"))
            .AllowAnonymous()
            .AllowWithoutAppToken()
            .ExcludeFromDescription();
}
