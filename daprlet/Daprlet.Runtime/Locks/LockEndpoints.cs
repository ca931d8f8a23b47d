using System.Text.Json;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Errors;

namespace Daprlet.Locks;

/// <summary>The distributed lock building block over HTTP (Dapr HTTP API, distributed lock).</summary>
internal sealed class LockEndpoints(LockService locks) : IBuildingBlock
{
    public void Map(RouteTable routes)
    {
        routes.Map("POST", "/v1.0-alpha1/lock/{store}", TryLockAsync);
        routes.Map("POST", "/v1.0-alpha1/unlock/{store}", UnlockAsync);
    }

    private async Task TryLockAsync(ApiContext context)
    {
        var request = await ReadAsync(context, LockRequest.ReadLock);
        var result = request.Error ?? await locks.TryLockAsync(context["store"], request.Value!, context.Aborted);
        await (result.Error is { } error ? context.ErrorAsync(error) : context.JsonAsync(new { success = result.Value }));
    }

    private async Task UnlockAsync(ApiContext context)
    {
        var request = await ReadAsync(context, LockRequest.ReadUnlock);
        var result = request.Error ?? await locks.UnlockAsync(context["store"], request.Value!, context.Aborted);
        await (result.Error is { } error ? context.ErrorAsync(error) : context.JsonAsync(new { status = (int)result.Value }));
    }

    private static async Task<ApiResult<LockRequest>> ReadAsync(ApiContext context, Func<ReadOnlySpan<byte>, LockRequest> read)
    {
        try
        {
            return read((await context.ReadBodyAsync()).Span);
        }
        catch (BodyTooLargeException e)
        {
            return LockErrors.BodyNotRead(e.Message);
        }
        catch (JsonException e)
        {
            return LockErrors.MalformedBody(e.Message);
        }
    }
}
