using Daprlet.Hosting;
using Daprlet.Invocation;

namespace Daprlet.Actors.Placement;

/// <summary>Chooses where the hosts of actors know each other from.</summary>
internal static class HostRegisters
{
    public static IHostRegister Create(SidecarServices services, string id, IActorPeer self) =>
        new ProcessRegister(services.Options.Network?.Actors ?? new HostBoard(), id, PeerInvoker.NamespaceOf(services.Options), self);
}
