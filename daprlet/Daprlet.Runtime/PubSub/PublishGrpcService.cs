using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Daprlet.Observability;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.PubSub;

/// <summary>Publishing over gRPC.</summary>
internal sealed class PublishGrpcService(Publisher publisher)
{
    public async Task<Empty> PublishAsync(PublishEventRequest request, ServerCallContext context)
    {
        var target = publisher.Resolve(request.PubsubName, request.Topic, request.Metadata.AsReadOnly()).OrThrow();
        (await publisher.PublishAsync(target, request.DataContentType, request.Data.Memory, TraceContext.Of(context.GetHttpContext()), context.CancellationToken)).ThrowIfAny();
        return new Empty();
    }
}
