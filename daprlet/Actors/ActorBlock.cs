using Daprlet.Actors.Placement;
using Daprlet.Actors.State;
using Daprlet.Api;
using Daprlet.Components;
using Daprlet.Hosting;
using Daprlet.Metadata;

namespace Daprlet.Actors;

/// <summary>Actors (Dapr HTTP API, actors; reminders and timers have endpoints of their own and stand on what this block offers).</summary>
internal sealed class ActorBlock : IBuildingBlock, IAsyncDisposable
{
    private const string TimeToLiveFeature = "ActorStateTTL";

    private readonly ActorRuntime _runtime;
    private readonly ActorEndpoints _endpoints;

    private ActorBlock(ActorRuntime runtime, ActorEndpoints endpoints) => (_runtime, _endpoints) = (runtime, endpoints);

    public IActorHosting Hosting => _runtime;

    public IActorTurns Turns => _runtime;

    public IActorStatusSource Status => _runtime;

    /// <exception cref="ComponentException">Two state stores claim to be the one for actors.</exception>
    public static ActorBlock Create(SidecarServices services)
    {
        var stores = new ActorStores(services.Components);
        stores.RefuseSecond();
        var id = Guid.NewGuid().ToString();
        var runtime = new ActorRuntime(services, stores, id, self => HostRegisters.Create(services, id, self));
        var hasTimeToLive = services.Configuration.Features.Any(feature => feature.Name == TimeToLiveFeature && feature.Enabled);
        var state = new ActorState(stores, services.Options.AppId, runtime.IsActive, hasTimeToLive);
        var router = new ActorRouter(runtime.Register, id, runtime, services.Options.Time);
        return new ActorBlock(runtime, new ActorEndpoints(runtime, router, state));
    }

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) => _runtime.HostAsync(cancellationToken);

    public Task AppDownAsync(CancellationToken cancellationToken) => _runtime.UnhostAsync(cancellationToken);

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
