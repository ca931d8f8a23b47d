using Daprlet.Apps;
using Daprlet.Components.PubSub;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Observability;
using Daprlet.PubSub.Bulk;
using Daprlet.PubSub.Delivery;
using Daprlet.Resiliency;
using Google.Protobuf;
using Grpc.Core;
using CallMetadata = Grpc.Core.Metadata;

namespace Daprlet.PubSub.Subscribers;

/// <summary>The app as a subscriber over gRPC: <c>OnTopicEvent</c> for an event, <c>OnBulkTopicEvent</c> for several.</summary>
internal sealed class GrpcSubscriber(GrpcAppChannel app, TraceSampler sampler) : IAppSubscriber
{
    private readonly GrpcSubscriptionList _list = new(app);

    public Task<IReadOnlyList<Subscription>> ListAsync(Policy policy, CancellationToken cancellationToken) => _list.AskAsync(policy, cancellationToken);

    public async Task<DeliveryResult> DeliverAsync(Subscription subscription, string path, DeliveredEvent delivered, CancellationToken cancellationToken)
    {
        var request = TopicEvents.ToMessage(subscription, path, delivered);
        var metadata = EventCallMetadata.Create(subscription.PubSub, delivered.Message.Metadata, delivered.TraceParent, sampler);
        try
        {
            return AppVerdict.Read((await app.CallAsync(options => app.Callback.OnTopicEventAsync(request, options), metadata, cancellationToken)).Status);
        }
        catch (RpcException e)
        {
            return Failure(e);
        }
    }

    public async Task<BulkAnswer> DeliverAsync(Subscription subscription, BulkBatch batch, CancellationToken cancellationToken)
    {
        var request = ToMessage(subscription, batch);
        try
        {
            var answer = await CallAsync(request, batch, cancellationToken);
            return BulkAnswer.ForEach(answer.Statuses.Select(item => (item.EntryId, AppVerdict.Read(item.Status))));
        }
        catch (RpcException e)
        {
            return BulkAnswer.ForAll(Failure(e));
        }
    }

    /// <summary>Calls the method, and that of its former name where the app does not have it.</summary>
    private async Task<TopicEventBulkResponse> CallAsync(TopicEventBulkRequest request, BulkBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await app.CallAsync(options => app.Callback.OnBulkTopicEventAsync(request, options), Metadata(request, batch), cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return await app.CallAsync(options => app.CallbackAlpha.OnBulkTopicEventAlpha1Async(request, options), Metadata(request, batch), cancellationToken);
        }
    }

    private CallMetadata Metadata(TopicEventBulkRequest request, BulkBatch batch) => EventCallMetadata.Create(request.PubsubName, RequestMetadata.Empty, batch.TraceParent, sampler);

    /// <summary>An app that does not have the method does not want the events, not even as dead letters.</summary>
    private static DeliveryResult Failure(RpcException e) => e.StatusCode == StatusCode.Unimplemented
        ? DeliveryResult.Done
        : DeliveryResult.Failed($"the app answered {e.StatusCode}: {e.Status.Detail}", (int)e.StatusCode);

    private static TopicEventBulkRequest ToMessage(Subscription subscription, BulkBatch batch) => new()
    {
        Id = Guid.NewGuid().ToString(),
        Entries = { batch.Entries.Select(ToMessage).OfType<TopicEventBulkRequestEntry>() },
        Metadata = { [ReservedMetadata.PubSubName] = subscription.PubSub },
        Topic = subscription.Topic,
        PubsubName = subscription.PubSub,
        Type = BulkBatch.Type,
        Path = batch.Path,
    };

    /// <summary>Null for an event that cannot be put into a message: the answer will not name it, and so it fails, and no other with it.</summary>
    private static TopicEventBulkRequestEntry? ToMessage(BulkEntry entry)
    {
        var message = new TopicEventBulkRequestEntry { EntryId = entry.Id, Metadata = { entry.Message.Metadata.ToDictionary() } };
        try
        {
            if (entry.Event is { } delivered)
                message.CloudEvent = TopicEvents.ToBulkMessage(delivered);
            else
                message.Bytes = UnsafeByteOperations.UnsafeWrap(entry.Message.Data);
            return message;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
