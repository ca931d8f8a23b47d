using Daprlet.Actors.Placement;
using Daprlet.Actors.State;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.Metadata;
using Daprlet.NameResolution;
using Daprlet.Resources;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Actors.Hosting;

/// <summary>Actors (Dapr HTTP API, actors; reminders and timers have endpoints of their own and stand on what this block offers).</summary>
internal sealed class ActorBlock : IBuildingBlock, IAsyncDisposable
{
    private const string TimeToLiveFeature = "ActorStateTTL";

    private readonly ActorRuntime _runtime;
    private readonly ActorEndpoints _endpoints;
    private readonly ActorPeerEndpoint _peers;
    private readonly HostAddress _address;

    private ActorBlock(ActorRuntime runtime, ActorEndpoints endpoints, HostAddress address)
    {
        (_runtime, _endpoints, _address) = (runtime, endpoints, address);
        _peers = new ActorPeerEndpoint(runtime);
    }

    public IActorHosting Hosting => _runtime;

    public IActorTurns Turns => _runtime;

    public IActorStatusSource Status => _runtime;

    /// <summary>Where the sidecars of other processes reach this one; set before the app is up.</summary>
    public Peer? Address
    {
        set => _address.Peer = value;
    }

    /// <exception cref="ComponentException">Two state stores claim to be the one for actors.</exception>
    public static ActorBlock Create(SidecarServices services)
    {
        var stores = new ActorStores(services.Components);
        stores.RefuseSecond();
        var address = new HostAddress();
        var id = Guid.NewGuid().ToString();
        var runtime = new ActorRuntime(services, stores, id, self => HostRegisters.Create(services, id, self, address));
        var hasTimeToLive = services.Configuration.Features.Any(feature => feature.Name == TimeToLiveFeature && feature.Enabled);
        var state = new ActorState(stores, services.Options.AppId, runtime.IsActive, hasTimeToLive);
        var router = new ActorRouter(runtime.Register, id, runtime, services.Resiliency, services.Options.Time);
        return new ActorBlock(runtime, new ActorEndpoints(runtime, router, state), address);
    }

    /// <summary>Answers a call from the sidecar of another process.</summary>
    public Task HandlePeerAsync(HttpContext http) => _peers.HandleAsync(http);

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) => _runtime.HostAsync(cancellationToken);

    public Task AppDownAsync(CancellationToken cancellationToken) => _runtime.UnhostAsync(cancellationToken);

    /// <summary>Types are hosted while there is a store for their state.</summary>
    public Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken) => _runtime.FollowStoreAsync(cancellationToken);

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
