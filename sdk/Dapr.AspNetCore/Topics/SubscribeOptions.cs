namespace Dapr;

/// <summary>What holds for all subscriptions of an app.</summary>
public class SubscribeOptions
{
    /// <summary>Subscribes to every topic for messages that are no cloud events.</summary>
    public bool EnableRawPayload { get; set; }
}
