namespace Daprlet.PubSub.Bulk;

/// <summary>Who gets several events of a subscription in one request: the app, over HTTP or gRPC.</summary>
internal interface IBulkSubscriber
{
    /// <summary>Makes one attempt to deliver events and answers what the app says to each; an app that cannot be reached is a failure of all.</summary>
    /// <param name="cancellationToken">The attempt has taken too long, or the subscription has ended.</param>
    Task<BulkAnswer> DeliverAsync(Subscription subscription, BulkBatch batch, CancellationToken cancellationToken);
}
