using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Errors;
using Daprlet.Sidecars;

namespace Daprlet.Health;

/// <summary>The sidecar's own health (Dapr HTTP API, health).</summary>
internal sealed class HealthEndpoints(SidecarOptions options, SidecarHealth health) : IBuildingBlock
{
    public void Map(RouteTable routes)
    {
        routes.Map("GET", "/v1.0/healthz", HealthAsync);
        routes.Map("GET", "/v1.0/healthz/outbound", OutboundAsync);
    }

    private Task HealthAsync(ApiContext context)
    {
        if (!health.IsReady)
            return context.ErrorAsync(new ApiError(500, "ERR_HEALTH_NOT_READY", "dapr is not ready: [runtime]"));
        string? asked = context.Request.Query["appid"];
        return string.IsNullOrEmpty(asked) || asked == options.AppId
            ? context.NoContentAsync()
            : context.ErrorAsync(new ApiError(500, "ERR_HEALTH_APPID_NOT_MATCH", "dapr app-id does not match"));
    }

    private Task OutboundAsync(ApiContext context) => health.IsOutboundReady
        ? context.NoContentAsync()
        : context.ErrorAsync(new ApiError(500, "ERR_OUTBOUND_HEALTH_NOT_READY", "dapr outbound is not ready"));
}
