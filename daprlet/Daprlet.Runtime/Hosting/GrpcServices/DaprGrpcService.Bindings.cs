using Daprlet.Bindings;
using Daprlet.Grpc.Runtime.V1;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required BindingsGrpcService Bindings { private get; init; }

    public override Task<InvokeBindingResponse> InvokeBinding(InvokeBindingRequest request, ServerCallContext context) => Bindings.InvokeAsync(request, context);
}
