using Daprlet.Apps;
using Daprlet.PubSub.Subscribers;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>The subscriptions of an app: which there are, their start and end with the app, and changes of those that resources declare.</summary>
/// <param name="declared">Those of the resources, in their order.</param>
/// <param name="programmatic">Null when the app is not to be asked.</param>
internal sealed partial class AppSubscriptions(
    IReadOnlyList<DeclaredSubscription> declared, ProgrammaticSubscriptions? programmatic, SubscriptionStarter starter, PubSubComponents components, ILogger logger, string appId) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<Subscription, IAsyncDisposable> _started = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<DeclaredSubscription> _declared = declared;
    private IReadOnlyList<Subscription> _programmatic = [];
    private (IAppSubscriber App, AppFeeds Feeds)? _running;

    /// <summary>All subscriptions, whether they could be started or not; of one topic there is one.</summary>
    public IReadOnlyList<Subscription> All { get; private set; } = Merge(declared, []);

    /// <summary>Asks the app for its subscriptions and starts all of them; where its answer cannot be used nothing starts, as in Dapr.</summary>
    public Task StartAsync(IAppSubscriber app, CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        if (components.Any && programmatic is not null)
        {
            if (await programmatic.AskAsync(app, cancellationToken) is not { } answer)
                return;
            _programmatic = answer;
        }
        All = Merge(_declared, _programmatic);
        _running = (app, new AppFeeds(new CancellationTokenSource()));
        await StartMissingAsync(cancellationToken);
    }, cancellationToken);

    /// <summary>Ends all subscriptions, after the deliveries under way; those that take longer than <paramref name="patience"/> are broken off.</summary>
    public Task StopAsync(CancellationToken patience) => InTurnAsync(async () =>
    {
        if (_running is not { } running)
            return;
        _running = null;
        _started.Clear();
        await running.Feeds.StopAsync(patience);
    }, CancellationToken.None);

    /// <summary>Takes the resources as they are now: what has gone or changed ends, what is new starts, the rest goes on undisturbed.</summary>
    public Task ReloadAsync(IReadOnlyList<DeclaredSubscription> now, CancellationToken cancellationToken) => InTurnAsync(async () =>
    {
        var kept = _declared.Where(known => now.Any(item => item.Text == known.Text)).ToList();
        _declared = [.. kept, .. now.Where(item => kept.All(known => known.Text != item.Text))];
        All = Merge(_declared, _programmatic);
        if (_running is not { } running)
            return;
        foreach (var (subscription, feed) in _started.Where(item => !All.Contains(item.Key, ReferenceEqualityComparer.Instance)).ToList())
        {
            _started.Remove(subscription);
            await running.Feeds.EndAsync(feed, cancellationToken);
        }
        await StartMissingAsync(cancellationToken);
    }, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async Task InTurnAsync(Func<Task> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await change();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task StartMissingAsync(CancellationToken cancellationToken)
    {
        var (app, feeds) = _running!.Value;
        foreach (var subscription in All.Where(subscription => !_started.ContainsKey(subscription)))
        {
            if (FindComponent(subscription) is not { } component)
                continue;
            var feed = await starter.StartForAppAsync(component, subscription, app, feeds.Aborted, cancellationToken);
            feeds.Add(feed);
            _started.Add(subscription, feed);
        }
    }

    /// <summary>The component to subscribe at; null when the subscription cannot be started, which is logged.</summary>
    private PubSubComponent? FindComponent(Subscription subscription)
    {
        if (components.Find(subscription.PubSub) is not { } component || subscription.Topic.Length == 0 || subscription.Rules.Count == 0)
        {
            LogUnusable(logger, subscription.PubSub, subscription.Topic);
            return null;
        }
        if (component.Scopes.MaySubscribe(subscription.Topic))
            return component;
        LogNotAllowed(logger, appId, subscription.PubSub, subscription.Topic);
        return null;
    }

    /// <summary>Of declared subscriptions for one topic the first counts, of programmatic ones the last, and these before those.</summary>
    private static List<Subscription> Merge(IReadOnlyList<DeclaredSubscription> declared, IReadOnlyList<Subscription> programmatic)
    {
        var merged = declared.Select(item => item.Subscription).DistinctBy(subscription => (subscription.PubSub, subscription.Topic)).ToList();
        foreach (var subscription in programmatic)
        {
            var place = merged.FindIndex(known => known.PubSub == subscription.PubSub && known.Topic == subscription.Topic);
            if (place < 0)
                merged.Add(subscription);
            else
                merged[place] = subscription;
        }
        return merged;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The subscription for pubsub {PubSub}, topic {Topic} cannot be started: no such component, no topic, or no path")]
    private static partial void LogUnusable(ILogger logger, string pubSub, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "App {AppId} is not allowed to subscribe to topic {Topic} of pubsub {PubSub}")]
    private static partial void LogNotAllowed(ILogger logger, string appId, string pubSub, string topic);
}
