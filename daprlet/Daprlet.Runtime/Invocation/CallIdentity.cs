namespace Daprlet.Invocation;

/// <summary>Who calls whom, as the callee's app learns it.</summary>
/// <param name="IsRemote">Whether the call leaves the caller's sidecar for another one, so that the app also learns through which host.</param>
internal sealed record CallIdentity(PeerIdentity Caller, string CalleeAppId, bool IsRemote);
