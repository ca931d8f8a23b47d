using Daprlet.Grpc.Runtime.V1;
using Daprlet.Metadata;
using Daprlet.Shutdown;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required MetadataGrpcService Metadata { private get; init; }

    public required ShutdownGrpcService Stopping { private get; init; }

    public override Task<GetMetadataResponse> GetMetadata(GetMetadataRequest request, ServerCallContext context) => Task.FromResult(Metadata.Get());

    public override Task<Empty> SetMetadata(SetMetadataRequest request, ServerCallContext context) => Task.FromResult(Metadata.Set(request));

    public override Task<Empty> Shutdown(ShutdownRequest request, ServerCallContext context) => Task.FromResult(Stopping.Shutdown(context));
}
