namespace Daprlet.Components.PubSub;

/// <summary>A backend of the publish and subscribe building block.</summary>
public interface IPubSub : IComponent
{
    /// <summary>Hands a message to the broker; when it returns the broker has it, as safely as it keeps messages at all.</summary>
    Task PublishAsync(PubSubMessage message, CancellationToken cancellationToken);

    /// <summary>Starts to deliver a topic's messages. Disposing the subscription ends it: no new deliveries, and those under way are waited for.</summary>
    /// <param name="handler">Called for each delivery; the backend acts on its result.</param>
    Task<IAsyncDisposable> SubscribeAsync(TopicSubscription subscription, MessageHandler handler, CancellationToken cancellationToken);
}

/// <summary>A message on its way through a broker.</summary>
/// <param name="Data">The payload, a cloud event unless it was published raw.</param>
/// <param name="Metadata">The metadata of the publish request.</param>
public sealed record PubSubMessage(string Topic, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string> Metadata);

/// <summary>What a backend is asked to subscribe to.</summary>
/// <param name="DeadLetterTopic">Where messages go that cannot be delivered; null when there is no such topic, or the app may not publish to it.</param>
public sealed record TopicSubscription(string Topic, string? DeadLetterTopic, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Delivers one message to the app. It does not throw, and ends early when the subscription has no time left.</summary>
/// <param name="message">The message.</param>
/// <param name="withdrawn">Cancelled when the broker takes the message back, because it holds the consumer for dead: no further attempt is made then.</param>
public delegate Task<DeliveryResult> MessageHandler(PubSubMessage message, CancellationToken withdrawn);
