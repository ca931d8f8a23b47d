using Daprlet.Grpc.Runtime.V1;
using Daprlet.GrpcApi;
using Grpc.Core;

namespace Daprlet.Locks;

/// <summary>The distributed lock building block over gRPC. Its errors have no details.</summary>
internal sealed class LockGrpcService(LockService locks)
{
    public async Task<TryLockResponse> TryLockAsync(TryLockRequest request, ServerCallContext context)
    {
        var asked = new LockRequest(request.ResourceId, request.LockOwner, request.ExpiryInSeconds);
        return new TryLockResponse { Success = (await locks.TryLockAsync(request.StoreName, asked, context.CancellationToken)).OrThrowPlain() };
    }

    public async Task<UnlockResponse> UnlockAsync(UnlockRequest request, ServerCallContext context)
    {
        var status = (await locks.UnlockAsync(request.StoreName, new LockRequest(request.ResourceId, request.LockOwner), context.CancellationToken)).OrThrowPlain();
        return new UnlockResponse { Status = (UnlockResponse.Types.Status)status };
    }
}
