using Daprlet.Components.PubSub;

namespace Daprlet.PubSub.Bulk;

/// <summary>A running bulk subscription: the broker's part and the buffer behind it.</summary>
internal sealed class BulkSubscription(IAsyncDisposable subscribed, BulkBuffer buffer) : IAsyncDisposable
{
    /// <summary>Subscribes; the delivery's batches are made by the subscription's own numbers.</summary>
    public static async Task<IAsyncDisposable> StartAsync(
        IPubSub broker, TopicSubscription topic, BulkSubscribe options, BulkDelivery delivery, TimeProvider time, CancellationToken cancellationToken)
    {
        var buffer = new BulkBuffer(options, time, delivery.DeliverAsync);
        try
        {
            return new BulkSubscription(await broker.SubscribeAsync(topic, (message, withdrawn) => delivery.HandleAsync(message, buffer, withdrawn), cancellationToken), buffer);
        }
        catch
        {
            await buffer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await buffer.HurryAsync();
        await subscribed.DisposeAsync();
        await buffer.DisposeAsync();
    }
}
