using Daprlet.Components;
using Daprlet.Errors;

namespace Daprlet.State;

/// <summary>Finds the state stores of a sidecar by their names.</summary>
internal sealed class StateStores(LoadedComponents components)
{
    /// <param name="appId">The app that the error names; null where Dapr names none.</param>
    public ApiResult<StateStoreComponent> Find(string name, string? appId = null)
    {
        if (components.Find<StateStoreComponent>(name) is { } store)
            return store;
        return components.Any<StateStoreComponent>() ? StateErrors.NotFound(name, appId) : StateErrors.NotConfigured(name, appId);
    }

    /// <summary>The store, if it can execute transactions.</summary>
    public ApiResult<StateStoreComponent> FindTransactional(string name, string? appId = null)
    {
        var found = Find(name, appId);
        return found.Value is { } store && !store.Features.Contains("TRANSACTIONAL") ? StateErrors.NoTransactions(name) : found;
    }

    /// <summary>What is answered to queries: no store of daprlet's takes them.</summary>
    public ApiError Query(string name) => Find(name).Error ?? StateErrors.NoQueries(name);
}
