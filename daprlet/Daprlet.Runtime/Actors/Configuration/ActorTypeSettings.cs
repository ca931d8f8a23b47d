namespace Daprlet.Actors.Configuration;

/// <summary>How one type of actors is hosted. The defaults are Dapr's.</summary>
internal sealed record ActorTypeSettings
{
    public const int DefaultStackDepth = 32;

    public static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromMinutes(60);

    public static readonly TimeSpan DefaultDrainTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long an actor stays active without a call, a reminder or a timer.</summary>
    public TimeSpan IdleTimeout { get; init; } = DefaultIdleTimeout;

    /// <summary>How long a turn may go on when its actor moves to another host; then it is interrupted.</summary>
    public TimeSpan DrainTimeout { get; init; } = DefaultDrainTimeout;

    /// <summary>The most calls in one turn; null where reentrancy is off.</summary>
    public int? MaxStackDepth { get; init; }
}
