using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Errors;

namespace Daprlet.Secrets;

/// <summary>The secrets building block over HTTP (Dapr HTTP API, secrets).</summary>
internal sealed class SecretsEndpoints(SecretReader secrets) : IBuildingBlock
{
    public void Map(RouteTable routes)
    {
        routes.Map("GET", "/v1.0/secrets/{store}/bulk", GetAllAsync);
        routes.Map("GET", "/v1.0/secrets/{store}/{name}", GetAsync);
    }

    private async Task GetAsync(ApiContext context) =>
        await AnswerAsync(context, await secrets.GetAsync(context["store"], context["name"], context.QueryMetadata(), context.Aborted));

    private async Task GetAllAsync(ApiContext context) =>
        await AnswerAsync(context, await secrets.GetAllAsync(context["store"], context.QueryMetadata(), context.Aborted));

    private static Task AnswerAsync<T>(ApiContext context, ApiResult<T> result) where T : class =>
        result.Error is { } error ? context.ErrorAsync(error) : context.JsonAsync(result.Value!);
}
