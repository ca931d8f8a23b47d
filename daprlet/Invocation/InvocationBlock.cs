using Daprlet.Api;
using Daprlet.Hosting;

namespace Daprlet.Invocation;

/// <summary>Service invocation: calls to other apps by id, through their sidecars (Dapr HTTP API, service invocation).</summary>
internal sealed class InvocationBlock(SidecarServices services) : IBuildingBlock, IFallback
{
    public void Map(RouteTable routes)
    {
    }

    public Task HandleAsync(ApiContext context) => context.ErrorAsync(new ApiError(404, "ERR_DIRECT_INVOKE",
        $"failed getting app id either from the URL path or the header dapr-app-id of {services.Options.AppId}"));
}
