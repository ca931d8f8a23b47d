using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Delivery;

/// <summary>Who gets the events of a subscription: the app, over HTTP or gRPC, or a stream.</summary>
internal interface ISubscriber
{
    /// <summary>Makes one attempt to deliver an event and answers what the subscriber says to it; a subscriber that cannot be reached is a failure.</summary>
    /// <param name="path">Where the rules send the event.</param>
    /// <param name="cancellationToken">The attempt has taken too long, or the subscription has ended.</param>
    Task<DeliveryResult> DeliverAsync(Subscription subscription, string path, DeliveredEvent delivered, CancellationToken cancellationToken);
}
