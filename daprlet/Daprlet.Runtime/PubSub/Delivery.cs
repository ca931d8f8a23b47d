using Daprlet.Components.PubSub;
using Daprlet.Expressions;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub;

/// <summary>What happens to each message of one subscription: read, routed by the rules, sent to the app.</summary>
/// <param name="topicPrefix">What stands before topics inside the broker and is not the app's business.</param>
/// <param name="aborted">Ends deliveries under way.</param>
internal sealed class Delivery(Subscription subscription, string topicPrefix, AppDelivery app, InboundPolicy policy, TimeProvider time, ILogger logger, CancellationToken aborted)
{
    public async Task<DeliveryResult> HandleAsync(PubSubMessage message, CancellationToken withdrawn)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, withdrawn);
        var result = await DeliverAsync(message with { Topic = message.Topic[topicPrefix.Length..] }, ended.Token);
        DeliveryLog.Write(logger, subscription, result);
        return result;
    }

    private async Task<DeliveryResult> DeliverAsync(PubSubMessage message, CancellationToken ended)
    {
        if (!RequestMetadata.TryReadRaw(subscription.Metadata, out var raw, out var word))
            return DeliveryResult.Rejected($"rawPayload of the subscription is no boolean: {word}");
        if (DeliveredEvent.From(subscription.PubSub, message, raw) is not { } delivered)
            return DeliveryResult.Rejected("the message is no cloud event");
        if (delivered.Expiration <= time.GetUtcNow())
            return DeliveryResult.Rejected("the event has expired");
        try
        {
            return subscription.Route(delivered) is { } path
                ? await policy.RunAsync(token => app.SendAsync(subscription.PubSub, path, delivered, token), ended)
                : DeliveryResult.Rejected("no rule wants the event");
        }
        catch (ExpressionException e)
        {
            return DeliveryResult.Rejected($"the rules cannot be answered: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return DeliveryResult.Failed("the delivery ended before the app answered");
        }
        catch (Exception e)
        {
            // Nothing that one message brings about may end the subscription.
            return DeliveryResult.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }
}
