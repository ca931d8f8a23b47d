using Daprlet.Grpc.Runtime.V1;
using Daprlet.PubSub.Publishing;
using Daprlet.PubSub.Streaming;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required PublishGrpcService Publishing { private get; init; }

    public required StreamingGrpcService Streaming { private get; init; }

    public override Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context) => Publishing.PublishAsync(request, context);

    public override Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context) => Publishing.PublishBulkAsync(request, context);

    public override Task<BulkPublishResponse> BulkPublishEventAlpha1(BulkPublishRequest request, ServerCallContext context) => Publishing.PublishBulkAsync(request, context);

    public override Task SubscribeTopicEventsAlpha1(
        IAsyncStreamReader<SubscribeTopicEventsRequestAlpha1> requestStream, IServerStreamWriter<SubscribeTopicEventsResponseAlpha1> responseStream, ServerCallContext context) =>
        Streaming.SubscribeAsync(requestStream, responseStream, context);
}
