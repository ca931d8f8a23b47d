using Daprlet.Components.PubSub;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Delivery;

/// <summary>What happens to each message of one subscription: read, routed by the rules, sent to the subscriber.</summary>
/// <param name="aborted">Ends deliveries under way.</param>
internal sealed class EventDelivery(Subscription subscription, MessageRouter router, ISubscriber subscriber, InboundPolicy policy, ILogger logger, CancellationToken aborted)
{
    /// <param name="withdrawn">The broker takes the message back: there is no further attempt.</param>
    public async Task<DeliveryResult> HandleAsync(PubSubMessage message, CancellationToken withdrawn)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, withdrawn);
        var result = await DeliverAsync(router.Route(message), ended.Token);
        DeliveryLog.Write(logger, subscription, result);
        return result;
    }

    private async Task<DeliveryResult> DeliverAsync(RoutedMessage routed, CancellationToken ended)
    {
        if (routed.Rejection is { } rejection)
            return rejection;
        return routed is { Path: { } path, Event: { } delivered }
            ? await policy.RunAsync(token => subscriber.DeliverAsync(subscription, path, delivered, token), ended)
            : RoutedMessage.Unwanted;
    }
}
