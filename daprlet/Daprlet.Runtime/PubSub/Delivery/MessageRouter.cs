using Daprlet.Components.PubSub;
using Daprlet.Expressions;

namespace Daprlet.PubSub.Delivery;

/// <summary>Where a message goes, and why if it goes nowhere.</summary>
/// <param name="Message">With the topic as the app names it.</param>
/// <param name="Event">The event that the message is; null when it is rejected, and for raw bytes of a bulk subscription.</param>
/// <param name="Path">Null when it is rejected, or no rule wants it.</param>
/// <param name="Rejection">Why it cannot be delivered; null when it can.</param>
internal sealed record RoutedMessage(PubSubMessage Message, DeliveredEvent? Event, string? Path, DeliveryResult? Rejection)
{
    /// <summary>What becomes of a message that no rule wants.</summary>
    public static readonly DeliveryResult Unwanted = DeliveryResult.Rejected("no rule wants the event");
}

/// <summary>Reads the messages of one subscription and asks its rules about them.</summary>
/// <param name="topicPrefix">What stands before topics inside the broker and is not the app's business.</param>
internal sealed class MessageRouter(Subscription subscription, string topicPrefix, TimeProvider time)
{
    private bool IsBulk => subscription.Bulk is not null;

    public RoutedMessage Route(PubSubMessage fromBroker)
    {
        var message = fromBroker with { Topic = fromBroker.Topic[topicPrefix.Length..] };
        if (!RequestMetadata.TryReadRaw(subscription.Metadata, out var raw, out var word))
            return Rejected(message, $"rawPayload of the subscription is no boolean: {word}");
        var delivered = Read(message, raw);
        if (delivered is null && !(raw && IsBulk))
            return Rejected(message, "the message is no cloud event");
        if (delivered?.Expiration <= time.GetUtcNow())
            return Rejected(message, "the event has expired");
        try
        {
            return new RoutedMessage(message, delivered, delivered is null ? PathOfBytes() : PathOf(delivered), null);
        }
        catch (ExpressionException e)
        {
            return Rejected(message, $"the rules cannot be answered: {e.Message}");
        }
    }

    private static RoutedMessage Rejected(PubSubMessage message, string reason) => new(message, null, null, DeliveryResult.Rejected(reason));

    /// <summary>A bulk subscription gets raw bytes as they are, and events in structured mode alone.</summary>
    private DeliveredEvent? Read(PubSubMessage message, bool raw)
    {
        if (!IsBulk)
            return DeliveredEvent.From(subscription.PubSub, message, raw);
        return raw ? null : DeliveredEvent.FromStructuredMode(message);
    }

    /// <summary>The path of the first rule that wants the event, or null.</summary>
    private string? PathOf(DeliveredEvent delivered)
    {
        if (subscription.Rules.All(rule => rule.Condition is null))
            return subscription.Rules is [var first, ..] ? first.Path : null;
        using var parsed = delivered.Parse();
        return subscription.Rules.FirstOrDefault(rule => rule.Wants(parsed.RootElement))?.Path;
    }

    /// <summary>Raw bytes have no attributes that a rule could ask for.</summary>
    private string PathOfBytes() => subscription.Rules[0] is { Condition: null, Path: var path } ? path : throw new ExpressionException("raw bytes have no attributes");
}
