using Daprlet.Components;
using Daprlet.Components.Locks;
using Daprlet.Errors;
using Daprlet.Resiliency;

namespace Daprlet.Locks;

/// <summary>What the lock API does, whatever the transport: checks the request in Dapr's order, finds the store, asks it.</summary>
internal sealed class LockService(LoadedComponents components, ResiliencyPolicies resiliency)
{
    /// <summary>Tries to take a lock; false when somebody holds it.</summary>
    public async Task<ApiResult<bool>> TryLockAsync(string store, LockRequest request, CancellationToken cancellationToken)
    {
        if (request.ExpiryInSeconds <= 0)
            return LockErrors.ExpiryNotPositive(store);
        if (Check(store, request) is { } error)
            return error;
        return await RunAsync(store, request, (backend, key, token) => backend.TryLockAsync(key, request.LockOwner, TimeSpan.FromSeconds(request.ExpiryInSeconds), token), LockErrors.TryLock, cancellationToken);
    }

    /// <summary>Releases a lock.</summary>
    public async Task<ApiResult<UnlockStatus>> UnlockAsync(string store, LockRequest request, CancellationToken cancellationToken)
    {
        if (Check(store, request) is { } error)
            return error;
        return await RunAsync(store, request, (backend, key, token) => backend.UnlockAsync(key, request.LockOwner, token), LockErrors.Unlock, cancellationToken);
    }

    private ApiError? Check(string store, LockRequest request) =>
        !components.Any<LockStoreComponent>() ? LockErrors.NotConfigured
        : request.ResourceId.Length == 0 ? LockErrors.NoResource(store)
        : request.LockOwner.Length == 0 ? LockErrors.NoOwner(store)
        : null;

    private async Task<ApiResult<T>> RunAsync<T>(string store, LockRequest request, Func<ILockStore, string, CancellationToken, Task<T>> operation, Func<string, ApiError> failed, CancellationToken cancellationToken)
    {
        if (components.Find<LockStoreComponent>(store) is not { } component)
            return LockErrors.NotFound(store);
        if (LockKeys.Check(request.ResourceId) is { } problem)
            return failed(problem);
        try
        {
            var key = component.Keys.Prefixed(request.ResourceId);
            return await resiliency.ForComponent(store, ComponentKind.Lock, ComponentDirection.Outbound).RunAsync(token => operation(component.Store, key, token), cancellationToken);
        }
        catch (Exception e) when (e is LockStoreException or PolicyException)
        {
            return failed(e.Message);
        }
    }
}
