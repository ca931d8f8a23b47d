using Daprlet.Grpc.Common.V1;
using Daprlet.Grpc.Runtime.V1;
using Daprlet.Invocation;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required InvocationGrpcService Invocation { private get; init; }

    public override Task<InvokeResponse> InvokeService(InvokeServiceRequest request, ServerCallContext context) => Invocation.InvokeAsync(request, context);
}
