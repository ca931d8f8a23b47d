using Daprlet.Components.PubSub;
using Daprlet.PubSub.Bulk;
using Daprlet.PubSub.Delivery;
using Daprlet.PubSub.Subscribers;
using Daprlet.Resiliency;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Subscriptions;

/// <summary>Starts subscriptions at their components.</summary>
internal sealed partial class SubscriptionStarter(ResiliencyPolicies resiliency, TimeProvider time, ILogger logger, string appId)
{
    /// <summary>Starts to deliver to a subscriber, whether or not it might subscribe to the topic.</summary>
    /// <param name="aborted">Ends deliveries under way.</param>
    public Task<IAsyncDisposable> StartAsync(PubSubComponent component, Subscription subscription, ISubscriber subscriber, CancellationToken aborted, CancellationToken cancellationToken)
    {
        var delivery = new EventDelivery(subscription, Router(component, subscription), subscriber, Policy(component), logger, aborted);
        return component.Broker.SubscribeAsync(Topic(component, subscription), delivery.HandleAsync, cancellationToken);
    }

    /// <summary>Starts to deliver to the app, in bulks where the subscription asks for them.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<IAsyncDisposable> StartForAppAsync(PubSubComponent component, Subscription subscription, IAppSubscriber app, CancellationToken aborted, CancellationToken cancellationToken)
    {
        if (subscription.Bulk is not { } bulk)
            return StartAsync(component, subscription, app, aborted, cancellationToken);
        var delivery = new BulkDelivery(subscription, Router(component, subscription), app, Policy(component), logger, aborted);
        return BulkSubscription.StartAsync(component.Broker, Topic(component, subscription), bulk, delivery, time, cancellationToken);
    }

    private MessageRouter Router(PubSubComponent component, Subscription subscription) => new(subscription, component.TopicPrefix, time);

    private InboundPolicy Policy(PubSubComponent component) => new(resiliency, component.Name);

    private TopicSubscription Topic(PubSubComponent component, Subscription subscription)
    {
        LogSubscribing(logger, subscription.PubSub, subscription.Topic);
        return new TopicSubscription(component.TopicPrefix + subscription.Topic, DeadLetterTopic(subscription, component), subscription.Metadata);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "App {AppId} is not allowed to publish to dead letter topic {Topic} of pubsub {PubSub}")]
    private static partial void LogDeadLettersNotAllowed(ILogger logger, string appId, string pubSub, string topic);
}
