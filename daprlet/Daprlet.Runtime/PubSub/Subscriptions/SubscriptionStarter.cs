using Daprlet.Apps;
using Daprlet.Components.PubSub;
using Daprlet.Observability;
using Daprlet.PubSub.Bulk;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>Starts subscriptions at their components, where the app's scopes allow it.</summary>
internal sealed partial class SubscriptionStarter(
    PubSubComponents components, TraceSampler sampler, ResiliencyPolicies resiliency, TimeProvider time, ILogger logger, string appId)
{
    /// <summary>What runs now; null when the subscription cannot be started, which is logged.</summary>
    /// <param name="aborted">Ends deliveries under way.</param>
    public async Task<IAsyncDisposable?> TryStartAsync(Subscription subscription, HttpAppChannel app, CancellationToken aborted, CancellationToken cancellationToken)
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
