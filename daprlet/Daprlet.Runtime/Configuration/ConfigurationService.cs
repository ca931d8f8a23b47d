using System.Collections.Concurrent;
using Daprlet.Components;
using Daprlet.Components.Configuration;
using Daprlet.Errors;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.Configuration;

/// <summary>What the configuration API does, whatever the transport: finds the store, asks it, keeps the subscriptions of one sidecar.</summary>
internal sealed class ConfigurationService(LoadedComponents components, ResiliencyPolicies resiliency, ILogger logger) : IAsyncDisposable
{
    /// <summary>An app that subscribes anew whenever it starts, and never unsubscribes, would fill the memory of a sidecar that outlives it.</summary>
    internal const int MaxSubscriptions = 1000;

    private readonly ConcurrentDictionary<string, ConfigurationSubscription> _subscriptions = [];

    /// <summary>The settings that are there.</summary>
    public async Task<ApiResult<Dictionary<string, ConfigurationItem>>> GetAsync(string store, ConfigurationRequest request, CancellationToken cancellationToken)
    {
        if (components.Find<IConfigurationStore>(store) is not { } found)
            return Missing(store);
        try
        {
            return await PolicyFor(store).RunAsync(token => found.GetAsync(request, token), cancellationToken);
        }
        catch (Exception e) when (e is ConfigurationStoreException or PolicyException)
        {
            return ConfigurationErrors.Get(request.Keys, store, e.Message);
        }
    }

    /// <summary>Brings changes to a subscriber until somebody ends the subscription, its store goes or the sidecar stops.</summary>
    /// <param name="subscriber">Null when there is no app to bring them to.</param>
    public async Task<ApiResult<ConfigurationSubscription>> SubscribeAsync(string store, ConfigurationRequest request, IConfigurationSubscriber? subscriber, CancellationToken cancellationToken)
    {
        if (components.Find<IConfigurationStore>(store) is not { } found)
            return Missing(store);
        if (subscriber is null)
            return ConfigurationErrors.NoApp;
        if (_subscriptions.Count >= MaxSubscriptions)
            return ConfigurationErrors.Subscribe(request.Keys, store, $"the sidecar has {MaxSubscriptions} subscriptions already");
        var subscription = new ConfigurationSubscription(found, store, subscriber, logger);
        try
        {
            await PolicyFor(store).RunAsync(token => subscription.StartAsync(request, token), cancellationToken);
        }
        catch (Exception e) when (e is ConfigurationStoreException or PolicyException)
        {
            await subscription.DisposeAsync();
            return ConfigurationErrors.Subscribe(request.Keys, store, e.Message);
        }
        _subscriptions[subscription.Id] = subscription;
        if (!IsOrphan(subscription))
            return subscription;
        await EndAsync(subscription.Id); // the store has gone in the meantime
        return Missing(store);
    }

    /// <summary>Ends a subscription to a store.</summary>
    public async Task<ApiResult<bool>> UnsubscribeAsync(string store, string id, CancellationToken cancellationToken)
    {
        if (components.Find<IConfigurationStore>(store) is null)
            return Missing(store);
        try
        {
            var ended = await PolicyFor(store).RunAsync(_ => EndAsync(id, store), cancellationToken, found => found ? AttemptOutcome.Success : AttemptOutcome.Failed());
            return ended ? true : ConfigurationErrors.Unsubscribe(id, $"subscription with id {id} does not exist");
        }
        catch (PolicyException e)
        {
            return ConfigurationErrors.Unsubscribe(id, e.Message);
        }
    }

    /// <summary>Ends a subscription; false when there is none of that id.</summary>
    /// <param name="store">Its store, where the caller has named one.</param>
    public async Task<bool> EndAsync(string id, string? store = null)
    {
        if (!_subscriptions.TryGetValue(id, out var subscription) || (store is not null && subscription.StoreName != store) || !_subscriptions.TryRemove(id, out _))
            return false;
        await subscription.DisposeAsync();
        return true;
    }

    /// <summary>Ends the subscriptions to stores that are not there any more.</summary>
    public async Task EndOrphansAsync()
    {
        foreach (var subscription in _subscriptions.Values.Where(IsOrphan))
            await EndAsync(subscription.Id);
    }

    public async Task EndAllAsync()
    {
        foreach (var subscription in _subscriptions.Values)
            await EndAsync(subscription.Id);
    }

    public ValueTask DisposeAsync() => new(EndAllAsync());

    private bool IsOrphan(ConfigurationSubscription subscription) => components.Find<IConfigurationStore>(subscription.StoreName) != subscription.Store;

    private Policy PolicyFor(string store) => resiliency.ForComponent(store, ComponentKind.Configuration, ComponentDirection.Outbound);

    private ApiError Missing(string store) => components.Any<IConfigurationStore>() ? ConfigurationErrors.NotFound(store) : ConfigurationErrors.NotConfigured;
}
