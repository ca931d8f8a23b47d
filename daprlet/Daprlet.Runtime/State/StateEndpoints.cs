using System.Text.Json;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Components.State;
using Daprlet.Errors;
using Daprlet.Json;

namespace Daprlet.State;

/// <summary>The state API over HTTP (Dapr HTTP API, state management).</summary>
internal sealed class StateEndpoints(StateStores stores, string appId) : IBuildingBlock
{
    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", "/v1.0/state/{store}", OnStore(SaveAsync));
        routes.Map("POST,PUT", "/v1.0/state/{store}/bulk", OnStore(BulkGetAsync));
        routes.Map("POST,PUT", "/v1.0/state/{store}/transaction", context => OnFoundAsync(context, stores.FindTransactional(context["store"], appId), TransactAsync));
        routes.Map("GET", "/v1.0/state/{store}/{key}", OnStore(GetAsync));
        routes.Map("DELETE", "/v1.0/state/{store}/{key}", OnStore(DeleteAsync));
        routes.Map("POST,PUT", "/v1.0-alpha1/state/{store}/query", context => context.ErrorAsync(stores.Query(context["store"])));
    }

    /// <summary>The store comes first: without it the rest of the request is not even read.</summary>
    private Func<ApiContext, Task> OnStore(Func<ApiContext, StateStoreComponent, Task> handler) => context =>
        OnFoundAsync(context, stores.Find(context["store"], appId), handler);

    private static Task OnFoundAsync(ApiContext context, ApiResult<StateStoreComponent> found, Func<ApiContext, StateStoreComponent, Task> handler) =>
        found.Value is { } store ? handler(context, store) : context.ErrorAsync(found.Error!);

    private static async Task GetAsync(ApiContext context, StateStoreComponent store)
    {
        var (entry, error) = await store.GetAsync(context["key"], context.Aborted);
        await (error is not null ? context.ErrorAsync(error) : entry is null ? context.NoContentAsync() : EntryAsync(context, entry));
    }

    private static Task EntryAsync(ApiContext context, StateEntry entry)
    {
        context.Response.Headers.ETag = entry.ETag;
        if (entry.Expires is { } expires)
            context.Response.Headers["metadata." + StateBulkWriter.ExpiryName] = Rfc3339.Seconds(expires.ToUniversalTime());
        return context.BytesAsync(entry.Value);
    }

    private static async Task BulkGetAsync(ApiContext context, StateStoreComponent store)
    {
        try
        {
            var keys = StateRequestReader.ReadKeys((await context.ReadBodyAsync()).Span);
            var (items, error) = await store.GetManyAsync(keys, context.Aborted);
            await (error is not null ? context.ErrorAsync(error) : context.BytesAsync(StateBulkWriter.Write(items!, keys.Count)));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(StateErrors.MalformedBody(e.Message));
        }
    }

    private static async Task SaveAsync(ApiContext context, StateStoreComponent store)
    {
        try
        {
            var body = await context.ReadBodyAsync();
            using var values = new ByteBuffer(body.Length);
            await AnswerAsync(context, await store.SaveAsync(WithQueryMetadata(new StateRequestReader(values).ReadSave(body.Span), context)));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(StateErrors.MalformedSave(e.Message));
        }
    }

    private static async Task DeleteAsync(ApiContext context, StateStoreComponent store)
    {
        var query = context.Request.Query;
        await AnswerAsync(context, await store.DeleteAsync(new StateDelete(context["key"])
        {
            ETag = context.Request.Headers.IfMatch.ToString(),
            Options = new StateOptions(query["concurrency"], query["consistency"]),
            Metadata = context.QueryMetadata(),
        }));
    }

    private static async Task TransactAsync(ApiContext context, StateStoreComponent store)
    {
        try
        {
            var body = await context.ReadBodyAsync();
            using var values = new ByteBuffer(body.Length);
            var (operations, unknown) = new StateRequestReader(values).ReadTransaction(body.Span);
            await AnswerAsync(context, unknown is null ? await store.TransactAsync(WithQueryMetadata(operations, context)) : StateErrors.UnknownOperation(unknown));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(StateErrors.MalformedBody(e.Message));
        }
    }

    private static Task AnswerAsync(ApiContext context, ApiError? error) => error is null ? context.NoContentAsync() : context.ErrorAsync(error);

    /// <summary>Metadata of the URL replaces that of the items.</summary>
    private static IReadOnlyList<T> WithQueryMetadata<T>(IReadOnlyList<T> operations, ApiContext context) where T : StateOperation
    {
        var query = context.QueryMetadata();
        if (query.Count == 0)
            return operations;
        return [.. operations.Select(operation => operation with { Metadata = Merged(operation.Metadata, query) })];
    }

    private static Dictionary<string, string> Merged(IReadOnlyDictionary<string, string> metadata, Dictionary<string, string> over)
    {
        var merged = new Dictionary<string, string>(metadata);
        foreach (var (name, value) in over)
            merged[name] = value;
        return merged;
    }
}
