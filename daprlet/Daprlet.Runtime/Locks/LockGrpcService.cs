using Daprlet.Errors;
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
        return new TryLockResponse { Success = OrThrow(await locks.TryLockAsync(request.StoreName, asked, context.CancellationToken)) };
    }

    public async Task<UnlockResponse> UnlockAsync(UnlockRequest request, ServerCallContext context)
    {
        var status = OrThrow(await locks.UnlockAsync(request.StoreName, new LockRequest(request.ResourceId, request.LockOwner), context.CancellationToken));
        return new UnlockResponse { Status = (UnlockResponse.Types.Status)status };
    }

    private static T OrThrow<T>(ApiResult<T> result) => result.Error is { } error ? throw error.ToPlainRpcException() : result.Value!;
}
