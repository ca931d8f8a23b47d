using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Bulk;

/// <summary>A message of a bulk subscription on its way to the app.</summary>
/// <param name="message">As the broker handed it over.</param>
internal sealed class BulkMessage(PubSubMessage message)
{
    private readonly TaskCompletionSource<DeliveryResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PubSubMessage Message => message;

    /// <summary>What became of it.</summary>
    public Task<DeliveryResult> Result => _result.Task;

    public void Complete(DeliveryResult result) => _result.TrySetResult(result);
}
