using System.Text.Json.Nodes;
using Daprlet.Api;
using Daprlet.Errors;
using Daprlet.Observability;

namespace Daprlet.PubSub.Publishing;

/// <summary>Publishing over HTTP (Dapr HTTP API, pub/sub).</summary>
internal sealed class PublishEndpoints(Publisher publisher, string appId)
{
    /// <summary>daprd notices one byte late that a body is too large.</summary>
    private const int Tolerance = 1;

    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", "/v1.0/publish/bulk/{pubsub}/{topic...}", PublishBulkAsync);
        routes.Map("POST,PUT", "/v1.0-alpha1/publish/bulk/{pubsub}/{topic...}", PublishBulkAsync);
        routes.Map("POST,PUT", "/v1.0/publish/{pubsub}/{topic...}", PublishAsync);
    }

    private async Task PublishAsync(ApiContext context)
    {
        var resolved = Resolve(context);
        if (resolved.Value is not { } target)
            await context.ErrorAsync(resolved.Error!);
        else if (await PublishAsync(context, target) is { } error)
            await context.ErrorAsync(error);
        else
            await context.NoContentAsync();
    }

    private async Task<ApiError?> PublishAsync(ApiContext context, PublishTarget target)
    {
        try
        {
            var body = await context.ReadBodyAsync(Tolerance);
            return await publisher.PublishAsync(target, context.Request.ContentType ?? "", body, TraceContext.Of(context.Http), context.Aborted);
        }
        catch (BodyTooLargeException e)
        {
            return PubSubErrors.PublishFailed(target.Component.Name, target.Topic, e.Message);
        }
    }

    private async Task PublishBulkAsync(ApiContext context)
    {
        var resolved = Resolve(context);
        if (resolved.Value is not { } target)
        {
            await context.ErrorAsync(resolved.Error!);
            return;
        }
        var result = await PublishBulkAsync(context, target);
        if (result.Error is { } error)
            await context.ErrorAsync(error);
        else if (result.Value!.Count > 0)
            await FailedAsync(context, result.Value);
        else
            await context.NoContentAsync();
    }

    private async Task<ApiResult<IReadOnlyList<FailedEntry>>> PublishBulkAsync(ApiContext context, PublishTarget target)
    {
        try
        {
            var entries = BulkPublishBody.Read(target, await context.ReadBodyAsync(Tolerance), appId);
            return entries.Error is { } error ? error : await publisher.PublishAsync(target, entries.Value!, TraceContext.Of(context.Http), context.Aborted);
        }
        catch (BodyTooLargeException e)
        {
            return PubSubErrors.PublishFailed(target.Component.Name, target.Topic, e.Message);
        }
    }

    private static Task FailedAsync(ApiContext context, IReadOnlyList<FailedEntry> failed) => context.JsonAsync(new JsonObject
    {
        ["failedEntries"] = new JsonArray([.. failed.Select(entry => new JsonObject { ["entryId"] = entry.EntryId, ["error"] = entry.Error })]),
        ["errorCode"] = "ERR_PUBSUB_PUBLISH_MESSAGE",
    }, status: 500);

    private ApiResult<PublishTarget> Resolve(ApiContext context) => publisher.Resolve(context["pubsub"], context["topic"], context.QueryMetadata());
}
