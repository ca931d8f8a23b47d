using DaprBase = Daprlet.Grpc.Runtime.V1.Dapr.DaprBase;

namespace Daprlet.Hosting.GrpcServices;

/// <summary>Dapr's gRPC service: each method is its building block's, a file a block. What is not here answers UNIMPLEMENTED.</summary>
internal sealed partial class DaprGrpcService : DaprBase;
