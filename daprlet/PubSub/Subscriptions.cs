using Daprlet.Apps;
using Daprlet.Observability;
using Daprlet.PubSub.Bulk;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub;

/// <summary>The subscriptions of one sidecar: which there are, and their start and end with the app.</summary>
/// <param name="programmatic">Null when the app is not to be asked.</param>
internal sealed partial class Subscriptions(
    PubSubComponents components, IReadOnlyList<Subscription> declared, ProgrammaticSubscriptions? programmatic, TraceSampler sampler, ResiliencyPolicies resiliency, TimeProvider time, ILogger logger, string appId)
{
    private AppFeeds? _running;

    /// <summary>All subscriptions, whether they could be started or not; of one topic there is one.</summary>
    public IReadOnlyList<Subscription> All { get; private set; } = Merge(declared, []);

    /// <summary>Asks the app for its subscriptions and starts all of them; where its answer cannot be used nothing starts, as in Dapr.</summary>
    public async Task StartAsync(AppChannel app, CancellationToken cancellationToken)
    {
        if (components.Any && programmatic is not null)
        {
            if (await programmatic.AskAsync(app, cancellationToken) is not { } answer)
                return;
            All = Merge(declared, answer);
        }
        var running = _running = new AppFeeds(new CancellationTokenSource());
        foreach (var subscription in All)
        {
            if (await TryStartAsync(subscription, app, running.Aborted, cancellationToken) is { } started)
                running.Add(started);
        }
    }

    /// <summary>Ends all subscriptions, after the deliveries under way; those that take longer than <paramref name="patience"/> are broken off.</summary>
    public Task StopAsync(CancellationToken patience) => Interlocked.Exchange(ref _running, null)?.StopAsync(patience) ?? Task.CompletedTask;

    /// <summary>Of declared subscriptions for one topic the first counts, of programmatic ones the last, and these before those.</summary>
    private static List<Subscription> Merge(IReadOnlyList<Subscription> declared, IReadOnlyList<Subscription> programmatic)
    {
        var merged = declared.DistinctBy(subscription => (subscription.PubSub, subscription.Topic)).ToList();
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

    private async Task<IAsyncDisposable?> TryStartAsync(Subscription subscription, AppChannel app, CancellationToken aborted, CancellationToken cancellationToken)
    {
        if (components.Find(subscription.PubSub) is not { } component || subscription.Topic.Length == 0 || subscription.Rules.Count == 0)
        {
            LogUnusable(logger, subscription.PubSub, subscription.Topic);
            return null;
        }
        if (!component.Scopes.MaySubscribe(subscription.Topic))
        {
            LogNotAllowed(logger, appId, subscription.PubSub, subscription.Topic);
            return null;
        }
        var policy = new InboundPolicy(resiliency, component.Name);
        var topic = new TopicSubscription(component.TopicPrefix + subscription.Topic, DeadLetterTopic(subscription, component), subscription.Metadata);
        LogSubscribing(logger, subscription.PubSub, subscription.Topic);
        if (subscription.Bulk is { } bulk)
        {
            var deliveries = new BulkDelivery(subscription, component.TopicPrefix, new AppBulkDelivery(app, sampler), policy, time, logger, aborted);
            return await BulkSubscription.StartAsync(component.Broker, topic, bulk, deliveries, time, cancellationToken);
        }
        var delivery = new Delivery(subscription, component.TopicPrefix, new AppDelivery(app, sampler), policy, time, logger, aborted);
        return await component.Broker.SubscribeAsync(topic, delivery.HandleAsync, cancellationToken);
    }

    private string? DeadLetterTopic(Subscription subscription, PubSubComponent component)
    {
        if (subscription.DeadLetterTopic.Length == 0)
            return null;
        if (component.Scopes.MayPublish(subscription.DeadLetterTopic))
            return component.TopicPrefix + subscription.DeadLetterTopic;
        LogDeadLettersNotAllowed(logger, appId, subscription.PubSub, subscription.DeadLetterTopic);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "app subscribes to topic {Topic} through pubsub {PubSub}")]
    private static partial void LogSubscribing(ILogger logger, string pubSub, string topic);

    [LoggerMessage(Level = LogLevel.Error, Message = "The subscription for pubsub {PubSub}, topic {Topic} cannot be started: no such component, no topic, or no path")]
    private static partial void LogUnusable(ILogger logger, string pubSub, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "App {AppId} is not allowed to subscribe to topic {Topic} of pubsub {PubSub}")]
    private static partial void LogNotAllowed(ILogger logger, string appId, string pubSub, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "App {AppId} is not allowed to publish to dead letter topic {Topic} of pubsub {PubSub}")]
    private static partial void LogDeadLettersNotAllowed(ILogger logger, string appId, string pubSub, string topic);
}
