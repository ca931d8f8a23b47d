namespace Dapr.Actors.Runtime;

/// <summary>A state that an actor read or changed, and how it differs from what the sidecar has.</summary>
internal sealed class TrackedState(object? value, Type type, StateChangeKind change, DateTimeOffset? ttlExpireTime)
{
    public object? Value { get; set; } = value;

    /// <summary>The type as which the value is written. It stays, whatever type a later value is given as.</summary>
    public Type Type { get; } = type;

    public StateChangeKind Change { get; set; } = change;

    public DateTimeOffset? TtlExpireTime { get; set; } = ttlExpireTime;

    public bool IsRemoved => Change == StateChangeKind.Remove;

    public bool IsExpired => TtlExpireTime <= DateTimeOffset.UtcNow;

    public static TrackedState Create<T>(T value, StateChangeKind change, TimeSpan? ttl) => new(value, typeof(T), change, Expiry(ttl));

    public static TrackedState Removed() => new(null, typeof(object), StateChangeKind.Remove, null);

    /// <summary>What a new value makes of the change so far: a state that the sidecar has is updated.</summary>
    public void MarkUpdated()
    {
        if (Change is StateChangeKind.None or StateChangeKind.Remove)
            Change = StateChangeKind.Update;
    }

    public static DateTimeOffset? Expiry(TimeSpan? ttl) => ttl is { } time ? DateTimeOffset.UtcNow + time : null;
}
