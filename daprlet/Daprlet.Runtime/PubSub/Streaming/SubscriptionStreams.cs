using Daprlet.PubSub.Delivery;
using Daprlet.PubSub.Subscriptions;

namespace Daprlet.PubSub.Streaming;

/// <summary>The subscriptions of all open streams of one sidecar. They come and go with their streams, whatever the app does, and with their components.</summary>
/// <param name="gracePeriod">How long deliveries under way are waited for when a component goes.</param>
internal sealed class SubscriptionStreams(SubscriptionStarter starter, PubSubComponents components, TimeSpan gracePeriod) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<StreamSubscription> _open = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>In the order in which they were opened.</summary>
    public IReadOnlyList<Subscription> All
    {
        get
        {
            lock (_lock)
                return [.. _open.Select(open => open.Subscription)];
        }
    }

    /// <summary>The sidecar stops: nothing is opened any more.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>The component of that name, or null.</summary>
    public PubSubComponent? FindComponent(string name) => components.Find(name);

    /// <summary>Subscribes. The subscription is to be closed in the end.</summary>
    public async Task<StreamSubscription> OpenAsync(PubSubComponent component, Subscription subscription, ISubscriber subscriber, CancellationToken cancellationToken)
    {
        var aborting = new CancellationTokenSource();
        var feed = await starter.StartAsync(component, subscription, subscriber, aborting.Token, cancellationToken);
        var opened = new StreamSubscription(subscription, component, feed, aborting);
        lock (_lock)
            _open.Add(opened);
        // The component may have gone, or the sidecar may have begun to stop, before this subscription was known.
        if (_stopping.IsCancellationRequested || !IsAtItsComponent(opened))
            await CloseAsync(opened, new CancellationToken(canceled: true));
        return opened;
    }

    /// <summary>Ends a subscription after the deliveries under way; those that take longer than <paramref name="patience"/> are broken off.</summary>
    public async Task CloseAsync(StreamSubscription subscription, CancellationToken patience)
    {
        lock (_lock)
            _open.Remove(subscription);
        await subscription.EndAsync(patience);
    }

    /// <summary>Ends the subscriptions whose components have gone, or are others by now.</summary>
    public async Task CloseOrphansAsync()
    {
        using var limit = new CancellationTokenSource(gracePeriod);
        await CloseAllAsync(subscription => !IsAtItsComponent(subscription), limit.Token);
    }

    /// <inheritdoc cref="CloseAsync"/>
    public async Task StopAsync(CancellationToken patience)
    {
        await _stopping.CancelAsync();
        await CloseAllAsync(_ => true, patience);
    }

    public void Dispose() => _stopping.Dispose();

    private bool IsAtItsComponent(StreamSubscription subscription) => ReferenceEquals(components.Find(subscription.Component.Name), subscription.Component);

    private Task CloseAllAsync(Func<StreamSubscription, bool> which, CancellationToken patience)
    {
        List<StreamSubscription> closing;
        lock (_lock)
            closing = [.. _open.Where(which)];
        return Task.WhenAll(closing.Select(subscription => CloseAsync(subscription, patience)));
    }
}
