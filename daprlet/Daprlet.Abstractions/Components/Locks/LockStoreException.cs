namespace Daprlet.Components.Locks;

/// <summary>A lock store failed. The message says why and holds no secret.</summary>
public sealed class LockStoreException(string message, Exception? inner = null) : Exception(message, inner);
