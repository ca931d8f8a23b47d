using Daprlet.Actors.Placement;
using Daprlet.Actors.State;
using Daprlet.Actors.Streams;
using Daprlet.Api;
using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.Metadata;
using Daprlet.NameResolution;
using Daprlet.Resources;
using Microsoft.AspNetCore.Http;

namespace Daprlet.Actors.Hosting;

/// <summary>Actors (reminders and timers have endpoints of their own and stand on what this block offers).</summary>
internal sealed class ActorBlock : IBuildingBlock, IAsyncDisposable
{
    private const string TimeToLiveFeature = "ActorStateTTL";

    private readonly ActorRuntime _runtime;
    private readonly ActorHostLifecycle _lifecycle;
    private readonly ActorEndpoints _endpoints;
    private readonly ActorPeerEndpoint _peers;
    private readonly HostAddress _address;

    private ActorBlock(ActorRuntime runtime, ActorHostLifecycle lifecycle, ActorEndpoints endpoints, HostAddress address)
    {
        (_runtime, _lifecycle, _endpoints, _address) = (runtime, lifecycle, endpoints, address);
        _peers = new ActorPeerEndpoint(runtime);
    }

    public IActorHosting Hosting => _runtime;

    public IActorTurns Turns => _runtime;

    public IActorStatusSource Status => _lifecycle;

    /// <summary>The block over gRPC.</summary>
    public required ActorGrpcService Grpc { get; init; }

    /// <summary>Where apps open streams to host actors on.</summary>
    public required ActorStreamGrpcService Streams { get; init; }

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
        var options = services.Options;
        var logger = options.Logging.CreateLogger("dapr.runtime.actors");
        var (address, id) = (new HostAddress(), Guid.NewGuid().ToString());
        var streams = new ActorStreams(logger);
        var apps = new ActorApps(new HttpActorApp(services.App, options, logger), streams, services.App, options);
        var runtime = new ActorRuntime(services, stores, apps, id, self => HostRegisters.Create(services, id, self, address), logger);
        var lifecycle = new ActorHostLifecycle(services, runtime, apps, streams, logger);
        var hasTimeToLive = services.Configuration.Features.Any(feature => feature.Name == TimeToLiveFeature && feature.Enabled);
        var state = new ActorState(stores, options.AppId, runtime, hasTimeToLive);
        var invocation = new ActorInvocation(runtime, new ActorRouter(runtime.Register, id, runtime, services.Resiliency, options.Time));
        return new ActorBlock(runtime, lifecycle, new ActorEndpoints(invocation, state), address)
        {
            Grpc = new ActorGrpcService(invocation, state),
            Streams = new ActorStreamGrpcService(lifecycle, logger),
        };
    }

    /// <summary>Lets something call actors back as long as the app hosts any; before it does.</summary>
    public void Attach(IActorCallbackSource source) => _lifecycle.Attach(source);

    /// <summary>Answers a call from the sidecar of another process.</summary>
    public Task HandlePeerAsync(HttpContext http) => _peers.HandleAsync(http);

    public void Map(RouteTable routes) => _endpoints.Map(routes);

    public Task AppUpAsync(CancellationToken cancellationToken) => _lifecycle.AppUpAsync(cancellationToken);

    public Task AppDownAsync(CancellationToken cancellationToken) => _lifecycle.AppDownAsync(cancellationToken);

    /// <summary>Types are hosted while there is a store for their state.</summary>
    public Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken) => _lifecycle.FollowStoreAsync(cancellationToken);

    public Task StopAsync(CancellationToken patience) => _lifecycle.StopAsync(patience);

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _lifecycle.Dispose();
    }
}
