using Daprlet.Components.PubSub;
using Daprlet.PubSub.Delivery;

namespace Daprlet.PubSub.Bulk;

/// <summary>A message as it stands in a request to the app.</summary>
internal sealed class BulkEntry(BulkMessage source, RoutedMessage routed)
{
    /// <summary>What the app's answer names it by.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Where it goes: Dapr sends what no rule wants to the root path all the same, and to the dead letter topic beside.</summary>
    public string Path => routed.Path ?? "";

    public PubSubMessage Message => routed.Message;

    /// <summary>The cloud event; null for raw bytes.</summary>
    public DeliveredEvent? Event => routed.Event;

    /// <summary>Whether it is known already what became of the message.</summary>
    public bool IsDecided => source.Result.IsCompleted;

    /// <summary>Passes on what the app said; whatever that is, what no rule wants is not delivered.</summary>
    public void Complete(DeliveryResult result) =>
        source.Complete(routed.Path is null && result.Outcome is (DeliveryOutcome.Done or DeliveryOutcome.Rejected) ? RoutedMessage.Unwanted : result);
}
