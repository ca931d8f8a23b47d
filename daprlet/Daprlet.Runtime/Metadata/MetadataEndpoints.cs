using System.Text;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Errors;

namespace Daprlet.Metadata;

/// <summary>The metadata API (Dapr HTTP API, metadata).</summary>
internal sealed class MetadataEndpoints(SidecarMetadata metadata) : IBuildingBlock
{
    public void Map(RouteTable routes)
    {
        routes.Map("GET", "/v1.0/metadata", context => context.JsonAsync(MetadataJson.Write(metadata.Read())));
        routes.Map("PUT", "/v1.0/metadata/{key}", SetAsync);
    }

    private async Task SetAsync(ApiContext context)
    {
        try
        {
            var value = Encoding.UTF8.GetString((await context.ReadBodyAsync()).Span);
            await (metadata.TrySet(context["key"], value)
                ? context.NoContentAsync()
                : context.ErrorAsync(MetadataErrors.TooMany));
        }
        catch (BodyTooLargeException e)
        {
            await context.ErrorAsync(new ApiError(400, "ERR_BODY_READ", $"failed to read request body: {e.Message}"));
        }
    }
}
