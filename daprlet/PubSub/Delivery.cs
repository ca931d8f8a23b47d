using System.Text.Json;
using Daprlet.Expressions;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub;

/// <summary>What happens to each message of one subscription: read, routed by the rules, sent to the app.</summary>
/// <param name="topicPrefix">What stands before topics inside the broker and is not the app's business.</param>
/// <param name="aborted">Ends deliveries under way.</param>
internal sealed partial class Delivery(Subscription subscription, string topicPrefix, AppDelivery app, InboundPolicy policy, TimeProvider time, ILogger logger, CancellationToken aborted)
{
    public async Task<DeliveryResult> HandleAsync(PubSubMessage message)
    {
        var result = await DeliverAsync(message with { Topic = message.Topic[topicPrefix.Length..] });
        if (result.Outcome is DeliveryOutcome.Failed or DeliveryOutcome.Exhausted)
            LogFailed(logger, subscription.PubSub, subscription.Topic, result.Reason);
        else if (result.Outcome == DeliveryOutcome.Rejected)
            LogRejected(logger, subscription.PubSub, subscription.Topic, result.Reason);
        return result;
    }

    private async Task<DeliveryResult> DeliverAsync(PubSubMessage message)
    {
        if (!RequestMetadata.TryReadRaw(subscription.Metadata, out var raw, out var word))
            return DeliveryResult.Rejected($"rawPayload of the subscription is no boolean: {word}");
        if (DeliveredEvent.From(subscription.PubSub, message, raw) is not { } delivered)
            return DeliveryResult.Rejected("the message is no cloud event");
        if (delivered.Expiration <= time.GetUtcNow())
            return DeliveryResult.Rejected("the event has expired");
        try
        {
            return Route(delivered) is { } path
                ? await policy.RunAsync(token => app.SendAsync(subscription.PubSub, path, delivered, token), aborted)
                : DeliveryResult.Rejected("no rule wants the event");
        }
        catch (ExpressionException e)
        {
            return DeliveryResult.Rejected($"the rules cannot be answered: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return DeliveryResult.Failed("the subscription ended before the app answered");
        }
        catch (Exception e)
        {
            // Nothing that one message brings about may end the subscription.
            return DeliveryResult.Failed($"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>The path of the first rule that wants the event, or null.</summary>
    private string? Route(DeliveredEvent delivered)
    {
        JsonDocument? parsed = null;
        try
        {
            foreach (var rule in subscription.Rules)
            {
                if (rule.Condition is null || rule.Wants((parsed ??= delivered.Parse()).RootElement))
                    return rule.Path;
            }
            return null;
        }
        finally
        {
            parsed?.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery of a message from pubsub {PubSub}, topic {Topic} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string pubSub, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message from pubsub {PubSub}, topic {Topic} is not delivered: {Reason}")]
    private static partial void LogRejected(ILogger logger, string pubSub, string topic, string reason);
}
