using Daprlet.Grpc.Runtime.V1;
using Daprlet.PubSub;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required PublishGrpcService Publish { private get; init; }

    public override Task<Empty> PublishEvent(PublishEventRequest request, ServerCallContext context) => Publish.PublishAsync(request, context);

    public override Task<BulkPublishResponse> BulkPublishEvent(BulkPublishRequest request, ServerCallContext context) => Publish.PublishBulkAsync(request, context);

    public override Task<BulkPublishResponse> BulkPublishEventAlpha1(BulkPublishRequest request, ServerCallContext context) => Publish.PublishBulkAsync(request, context);
}
