namespace Daprlet.Metadata;

/// <summary>Where the metadata API finds how the actors of a sidecar are.</summary>
public interface IActorStatusSource
{
    ActorStatus Status { get; }
}

/// <summary>The actors of a sidecar as the metadata API shows them.</summary>
/// <param name="RuntimeStatus"><c>DISABLED</c>, <c>INITIALIZING</c> or <c>RUNNING</c>.</param>
/// <param name="IsHostReady">Whether actors can be placed on this sidecar.</param>
/// <param name="Placement">Empty when there is nothing to say.</param>
/// <param name="Active">The types of the app.</param>
public sealed record ActorStatus(string RuntimeStatus, bool IsHostReady, string Placement, IReadOnlyList<ActiveActors> Active)
{
    /// <summary>There are no actors.</summary>
    public static ActorStatus Disabled { get; } = new("DISABLED", false, "placement: disconnected", []);

    /// <summary>The app has not been asked for its types yet.</summary>
    public static ActorStatus Initializing { get; } = new("INITIALIZING", false, "", []);

    public static ActorStatus Running(IReadOnlyList<ActiveActors> active) => new("RUNNING", true, "placement: connected", active);
}

/// <summary>How many actors of a type are active on a sidecar.</summary>
public sealed record ActiveActors(string Type, int Count);
