namespace Dapr.Actors;

/// <summary>Whether a call that an actor started may come back to it while it waits.</summary>
public sealed class ActorReentrancyConfig
{
    public ActorReentrancyConfig()
    {
    }

    public bool Enabled { get; set; }

    /// <summary>How many calls of one chain an actor takes at once; the sidecar's default if not said.</summary>
    public int? MaxStackDepth { get; set; }
}
