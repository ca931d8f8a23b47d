using Daprlet.NameResolution;

namespace Daprlet.Actors.Placement;

/// <summary>Where the sidecars of other processes reach this one; known as soon as it listens.</summary>
internal sealed class HostAddress
{
    public Peer? Peer { get; set; }
}
