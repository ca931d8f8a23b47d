using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Locks;

/// <summary>What is asked of a lock; what is not given is empty or zero.</summary>
/// <param name="ExpiryInSeconds">How long the lock is held if it is not released; to release one says nothing of it.</param>
internal sealed record LockRequest(string ResourceId, string LockOwner, int ExpiryInSeconds = 0)
{
    /// <summary>Reads the body of a request to lock.</summary>
    /// <exception cref="JsonException">The body is neither empty nor a JSON object with members of the right types.</exception>
    public static LockRequest ReadLock(ReadOnlySpan<byte> body) => Read(body, withExpiry: true);

    /// <summary>Reads the body of a request to unlock.</summary>
    /// <exception cref="JsonException">The body is neither empty nor a JSON object with members of the right types.</exception>
    public static LockRequest ReadUnlock(ReadOnlySpan<byte> body) => Read(body, withExpiry: false);

    private static LockRequest Read(ReadOnlySpan<byte> body, bool withExpiry)
    {
        string? resourceId = null, lockOwner = null;
        int? expiry = null;
        if (body.IsEmpty)
            return new LockRequest("", "");
        var message = new ProtoJsonReader(body);
        while (message.NextField())
        {
            if (message.Is("resourceId"u8, "resource_id"u8))
                resourceId = message.ReadString(resourceId);
            else if (message.Is("lockOwner"u8, "lock_owner"u8))
                lockOwner = message.ReadString(lockOwner);
            else if (withExpiry && message.Is("expiryInSeconds"u8, "expiry_in_seconds"u8))
                expiry = message.ReadInt32(expiry);
            else
                message.Skip();
        }
        return new LockRequest(resourceId ?? "", lockOwner ?? "", expiry ?? 0);
    }
}
