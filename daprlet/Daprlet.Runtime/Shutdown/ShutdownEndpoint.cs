using Daprlet.Api;
using Daprlet.Blocks;

namespace Daprlet.Shutdown;

/// <summary>The shutdown API (Dapr HTTP API, shutdown).</summary>
/// <param name="shutdown">Ends the sidecar once the answer is out; without waiting for anything when told so.</param>
internal sealed class ShutdownEndpoint(Action<bool> shutdown) : IBuildingBlock
{
    /// <summary>Ends the sidecar at once where it says <c>true</c>.</summary>
    internal const string ForceHeader = "dapr-force-shutdown";

    public void Map(RouteTable routes) => routes.Map("POST", "/v1.0/shutdown", ShutdownAsync);

    private Task ShutdownAsync(ApiContext context)
    {
        var force = context.Request.Headers[ForceHeader].ToString().Equals("true", StringComparison.OrdinalIgnoreCase);
        context.Response.OnCompleted(() =>
        {
            shutdown(force);
            return Task.CompletedTask;
        });
        return context.NoContentAsync();
    }
}
