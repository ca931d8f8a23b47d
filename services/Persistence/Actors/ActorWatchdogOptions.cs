namespace DaprShop.Persistence.Actors;

/// <summary>Whether the service watches its sidecar's actors; section <c>ActorWatchdog</c> of the configuration.</summary>
public sealed class ActorWatchdogOptions
{
    /// <summary>Only for where something starts a sidecar anew that has ended, as Kubernetes does.</summary>
    public bool Enabled { get; init; }

    /// <summary>How long the sidecar may answer no question about actors: above zero, 30 s by default.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
