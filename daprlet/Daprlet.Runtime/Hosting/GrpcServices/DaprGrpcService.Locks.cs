using Daprlet.Grpc.Runtime.V1;
using Daprlet.Locks;
using Grpc.Core;

namespace Daprlet.Hosting.GrpcServices;

internal sealed partial class DaprGrpcService
{
    public required LockGrpcService Locks { private get; init; }

    public override Task<TryLockResponse> TryLockAlpha1(TryLockRequest request, ServerCallContext context) => Locks.TryLockAsync(request, context);

    public override Task<UnlockResponse> UnlockAlpha1(UnlockRequest request, ServerCallContext context) => Locks.UnlockAsync(request, context);
}
