using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Grpc.Core;
using DaprApi = Daprlet.Grpc.Runtime.V1.Dapr;

namespace Daprlet.Hosting.GrpcServices;

/// <summary>Dapr's gRPC service: each method is its building block's, a file a block.</summary>
internal sealed partial class DaprGrpcService : DaprApi.DaprBase
{
    // daprd serves it beside its API, so clients that list the services expect it.
    private const string WorkflowService = "TaskHubSidecarService";

    /// <summary>What binds the methods of the sidecar's services, reflection among them.</summary>
    public IReadOnlyList<Action<ServiceBinderBase>> Bind()
    {
        var reflection = new ReflectionService([DaprApi.Descriptor.FullName, WorkflowService], [DaprReflection.Descriptor]);
        return [binder => DaprApi.BindService(binder, this), reflection.Bind];
    }
}
