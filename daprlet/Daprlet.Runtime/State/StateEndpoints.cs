using System.Text.Json;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.Components.State;
using Daprlet.Errors;
using Daprlet.Json;

namespace Daprlet.State;

/// <summary>The state API (Dapr HTTP API, state management).</summary>
internal sealed class StateEndpoints(LoadedComponents components, string appId) : IBuildingBlock
{
    public void Map(RouteTable routes)
    {
        routes.Map("POST,PUT", "/v1.0/state/{store}", OnStore(SaveAsync));
        routes.Map("POST,PUT", "/v1.0/state/{store}/bulk", OnStore(BulkGetAsync));
        routes.Map("POST,PUT", "/v1.0/state/{store}/transaction", OnStore(TransactAsync));
        routes.Map("GET", "/v1.0/state/{store}/{key}", OnStore(GetAsync));
        routes.Map("DELETE", "/v1.0/state/{store}/{key}", OnStore(DeleteAsync));
        routes.Map("POST,PUT", "/v1.0-alpha1/state/{store}/query", QueryAsync);
    }

    /// <summary>The store comes first: without it the rest of the request is not even read.</summary>
    private Func<ApiContext, Task> OnStore(Func<ApiContext, StateStoreComponent, Task> handler) => context =>
        components.Find<StateStoreComponent>(context["store"]) is { } store ? handler(context, store) : context.ErrorAsync(NoStore(context["store"], appId));

    private ApiError NoStore(string name, string? app) =>
        components.Any<StateStoreComponent>() ? StateErrors.NotFound(name, app) : StateErrors.NotConfigured(name, app);

    private static async Task GetAsync(ApiContext context, StateStoreComponent store)
    {
        try
        {
            var (entry, fault) = await store.GetAsync(context["key"], context.Aborted);
            if (fault is not null)
                await context.ErrorAsync(StateErrors.IllegalKey(context["store"], fault));
            else if (entry is null)
                await context.NoContentAsync();
            else
                await EntryAsync(context, entry);
        }
        catch (StateStoreException e)
        {
            await context.ErrorAsync(StateErrors.Get(context["key"], context["store"], e.Message));
        }
    }

    private static Task EntryAsync(ApiContext context, StateEntry entry)
    {
        context.Response.Headers.ETag = entry.ETag;
        if (entry.Expires is { } expires)
            context.Response.Headers["metadata." + StateBulkWriter.ExpiryName] = StateBulkWriter.Rfc3339(expires);
        return context.BytesAsync(entry.Value);
    }

    private static async Task BulkGetAsync(ApiContext context, StateStoreComponent store)
    {
        try
        {
            var keys = StateRequestReader.ReadKeys((await context.ReadBodyAsync()).Span);
            var (items, fault) = await store.GetManyAsync(keys, context.Aborted);
            if (fault is not null)
                await context.ErrorAsync(StateErrors.IllegalKey(context["store"], fault));
            else
                await context.BytesAsync(StateBulkWriter.Write(items, keys.Count));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(StateErrors.MalformedBody(e.Message));
        }
        catch (StateStoreException e)
        {
            await context.ErrorAsync(StateErrors.BulkGet(e.Message));
        }
    }

    private static async Task SaveAsync(ApiContext context, StateStoreComponent store)
    {
        try
        {
            var body = await context.ReadBodyAsync();
            using var values = new ByteBuffer(body.Length);
            var items = WithQueryMetadata(new StateRequestReader(values).ReadSave(body.Span), context);
            var fault = items.Count == 0 ? null : await store.SaveAsync(items);
            await (fault is null ? context.NoContentAsync() : context.ErrorAsync(StateErrors.Save(context["store"], fault)));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(StateErrors.MalformedSave(e.Message));
        }
        catch (StateStoreException e)
        {
            await context.ErrorAsync(StateErrors.Save(context["store"], StateFault.Refused(e.Message)));
        }
    }

    private static async Task DeleteAsync(ApiContext context, StateStoreComponent store)
    {
        var key = context["key"];
        var query = context.Request.Query;
        var deletion = new StateDelete(key)
        {
            ETag = context.Request.Headers.IfMatch.ToString(),
            Options = new StateOptions(query["concurrency"], query["consistency"]),
            Metadata = context.QueryMetadata(),
        };
        try
        {
            var fault = await store.DeleteAsync(deletion);
            await (fault is null ? context.NoContentAsync() : context.ErrorAsync(StateErrors.Delete(key, context["store"], fault)));
        }
        catch (StateStoreException e)
        {
            await context.ErrorAsync(StateErrors.Delete(key, context["store"], StateFault.Refused(e.Message)));
        }
    }

    private static async Task TransactAsync(ApiContext context, StateStoreComponent store)
    {
        var name = context["store"];
        if (!store.Features.Contains("TRANSACTIONAL"))
        {
            await context.ErrorAsync(StateErrors.NoTransactions(name));
            return;
        }
        try
        {
            var body = await context.ReadBodyAsync();
            using var values = new ByteBuffer(body.Length);
            var (operations, unknown) = new StateRequestReader(values).ReadTransaction(body.Span);
            if (unknown is not null)
            {
                await context.ErrorAsync(StateErrors.UnknownOperation(unknown));
                return;
            }
            var fault = await store.TransactAsync(WithQueryMetadata(operations, context));
            await (fault is null ? context.NoContentAsync() : context.ErrorAsync(StateErrors.Transaction(name, fault)));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await context.ErrorAsync(StateErrors.MalformedBody(e.Message));
        }
        catch (StateStoreException e)
        {
            await context.ErrorAsync(StateErrors.Transaction(name, StateFault.Refused(e.Message)));
        }
    }

    private Task QueryAsync(ApiContext context) => context.ErrorAsync(
        components.Find<StateStoreComponent>(context["store"]) is null ? NoStore(context["store"], null) : StateErrors.NoQueries(context["store"]));

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
