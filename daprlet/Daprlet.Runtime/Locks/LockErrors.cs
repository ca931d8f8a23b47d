using Daprlet.Errors;
using Grpc.Core;

namespace Daprlet.Locks;

/// <summary>The lock API's errors in Dapr's words.</summary>
internal static class LockErrors
{
    private const string Malformed = "ERR_MALFORMED_REQUEST";

    public static readonly ApiError NotConfigured = new(500, "ERR_LOCK_STORE_NOT_CONFIGURED", "lock store is not configured") { GrpcStatus = StatusCode.FailedPrecondition };

    public static ApiError NotFound(string store) => new(400, "ERR_LOCK_STORE_NOT_FOUND", $"lock store {store} not found");

    public static ApiError ExpiryNotPositive(string store) => new(400, Malformed, $"ExpiryInSeconds is not positive in lock store {store}");

    public static ApiError NoResource(string store) => new(400, Malformed, $"ResourceId is empty in lock store {store}");

    public static ApiError NoOwner(string store) => new(400, Malformed, $"LockOwner is empty in lock store {store}");

    public static ApiError MalformedBody(string reason) => new(400, Malformed, $"failed deserializing HTTP body: {reason}");

    public static ApiError BodyNotRead(string reason) => new(400, "ERR_BODY_READ", $"failed to read request body: {reason}");

    public static ApiError TryLock(string reason) => new(500, "ERR_TRY_LOCK", $"failed to try acquiring lock: {reason}");

    public static ApiError Unlock(string reason) => new(500, "ERR_UNLOCK", $"failed to release lock: {reason}");
}
