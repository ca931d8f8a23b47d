using Daprlet.Components.PubSub;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Delivery;

/// <summary>Tells of messages that the app did not take.</summary>
internal static partial class DeliveryLog
{
    public static void Write(ILogger logger, Subscription subscription, DeliveryResult result)
    {
        if (result.Outcome is DeliveryOutcome.Failed or DeliveryOutcome.Exhausted)
            LogFailed(logger, subscription.PubSub, subscription.Topic, result.Reason);
        else if (result.Outcome == DeliveryOutcome.Rejected)
            LogRejected(logger, subscription.PubSub, subscription.Topic, result.Reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Delivery of a message from pubsub {PubSub}, topic {Topic} failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, string pubSub, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message from pubsub {PubSub}, topic {Topic} is not delivered: {Reason}")]
    private static partial void LogRejected(ILogger logger, string pubSub, string topic, string reason);
}
