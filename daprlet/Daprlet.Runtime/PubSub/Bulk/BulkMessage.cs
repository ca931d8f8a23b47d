using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Bulk;

/// <summary>A message of a bulk subscription on its way to the app.</summary>
internal sealed class BulkMessage(PubSubMessage message)
{
    private readonly TaskCompletionSource<DeliveryResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the app's answer names it by.</summary>
    public string EntryId { get; } = Guid.NewGuid().ToString();

    public PubSubMessage Message => message;

    /// <summary>What became of it.</summary>
    public Task<DeliveryResult> Result => _result.Task;

    public void Complete(DeliveryResult result) => _result.TrySetResult(result);
}

/// <summary>A message as it stands in a request to the app.</summary>
/// <param name="Event">The cloud event; null for raw bytes.</param>
internal sealed record BulkEntryContent(BulkMessage Source, DeliveredEvent? Event)
{
    /// <summary>Whether no rule wants it.</summary>
    public bool IsUnwanted { get; init; }
}
