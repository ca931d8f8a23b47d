using Daprlet.Actors.Hosting;
using Daprlet.Actors.Reminders;
using Daprlet.Actors.Timers;
using Daprlet.Api;
using Daprlet.Bindings;
using Daprlet.Blocks;
using Daprlet.Components;
using Daprlet.Configuration;
using Daprlet.GrpcApi;
using Daprlet.Health;
using Daprlet.Hosting.GrpcServices;
using Daprlet.Invocation;
using Daprlet.Locks;
using Daprlet.Metadata;
using Daprlet.PubSub.Hosting;
using Daprlet.Resources;
using Daprlet.Secrets;
using Daprlet.Shutdown;
using Daprlet.State;

namespace Daprlet.Hosting;

/// <summary>The building blocks of one sidecar with their routes.</summary>
internal sealed class BuildingBlocks : IAsyncDisposable
{
    private readonly IReadOnlyList<IBuildingBlock> _blocks;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isAppUp;
    private bool _haveFeedsEnded;

    private BuildingBlocks(IReadOnlyList<IBuildingBlock> blocks, ActorBlock actors, IFallback invocation, ApiRules rules)
    {
        _blocks = blocks;
        Actors = actors;
        Routes = new RouteTable(rules.Allows);
        PublicRoutes = new RouteTable(pattern => IsPublic(pattern) && rules.Allows(pattern));
        foreach (var block in blocks)
        {
            block.Map(Routes);
            block.Map(PublicRoutes);
        }
        Fallback = rules.Allows("/v1.0/invoke/") ? invocation : new NotFound(Routes);
    }

    public RouteTable Routes { get; }

    public ActorBlock Actors { get; }

    /// <summary>What the public port has of them: health and metadata.</summary>
    public RouteTable PublicRoutes { get; }

    /// <summary>What answers where no route matches.</summary>
    public IFallback Fallback { get; }

    /// <summary>The blocks over gRPC.</summary>
    public required DaprGrpcService Grpc { get; init; }

    /// <summary>Answers gRPC calls of services that are not the sidecar's.</summary>
    public required IGrpcFallback GrpcFallback { get; init; }

    private static bool IsPublic(string pattern) =>
        pattern.StartsWith("/v1.0/healthz", StringComparison.Ordinal) || pattern.StartsWith("/v1.0/metadata", StringComparison.Ordinal);

    /// <param name="shutdown">Ends the sidecar; at once when told so.</param>
    /// <param name="endpoints">The HTTPEndpoints that the app may call.</param>
    public static BuildingBlocks Create(SidecarServices services, HttpEndpoints endpoints, SidecarHealth health, Action<bool> shutdown)
    {
        var invocation = InvocationBlock.Create(services, endpoints);
        var actors = ActorBlock.Create(services);
        var reminders = new ReminderBlock(services, actors.Hosting, actors.Turns);
        var timers = new TimerBlock(services, actors.Hosting, actors.Turns);
        actors.Attach(reminders);
        var state = new StateStores(services.Components);
        var secrets = new SecretReader(services.Components, new SecretScopes(services.Configuration.Secrets), services.Resiliency);
        var pubSub = new PubSubBlock(services);
        var bindings = new BindingsBlock(services);
        var configuration = new ConfigurationBlock(services);
        var locks = new LockService(services.Components, services.Resiliency);
        IReadOnlyList<IBuildingBlock> blocks =
        [
            new HealthEndpoints(services.Options, health),
            new SecretsEndpoints(secrets),
            new StateEndpoints(state, services.Options.AppId),
            pubSub,
            bindings,
            configuration,
            new LockEndpoints(locks),
            actors,
            reminders,
            timers,
            invocation,
        ];
        var metadata = new SidecarMetadata(services, endpoints, [.. blocks.OfType<ISubscriptionSource>()], actors.Status);
        return new BuildingBlocks([.. blocks, new MetadataEndpoints(metadata), new ShutdownEndpoint(shutdown)], actors, invocation, new ApiRules(services.Configuration.Api))
        {
            Grpc = new DaprGrpcService
            {
                State = new StateGrpcService(state),
                Publishing = pubSub.Publishing,
                Streaming = pubSub.Streaming,
                Bindings = bindings.Grpc,
                Secrets = new SecretsGrpcService(secrets),
                Invocation = invocation.Grpc,
                Configuration = configuration.Grpc,
                Locks = new LockGrpcService(locks),
                Metadata = new MetadataGrpcService(metadata),
                Stopping = new ShutdownGrpcService(shutdown),
                Actors = actors.Grpc,
                ActorStreams = actors.Streams,
                Reminders = reminders.Grpc,
                Timers = timers.Grpc,
            },
            GrpcFallback = invocation.Proxy,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var block in _blocks.OfType<IAsyncDisposable>())
            await block.DisposeAsync();
        _turn.Dispose();
    }

    public async Task AppUpAsync(CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        foreach (var block in _blocks.Where(block => block.FeedCategory is null || !_haveFeedsEnded))
            await block.AppUpAsync(cancellationToken);
        _isAppUp = true;
    }

    /// <param name="patience">When what is under way is not waited for any longer.</param>
    public async Task AppDownAsync(CancellationToken patience)
    {
        using var turn = await TakeTurnAsync(CancellationToken.None);
        _isAppUp = false;
        foreach (var block in _blocks.Reverse())
            await block.AppDownAsync(patience);
    }

    /// <summary>The app gets no events any more, whatever becomes of it; what it may call goes on.</summary>
    /// <param name="patience">When what is under way is not waited for any longer.</param>
    public async Task EndFeedsAsync(CancellationToken patience)
    {
        using var turn = await TakeTurnAsync(CancellationToken.None);
        var feeds = Feeds.ToList();
        _haveFeedsEnded = true;
        await Task.WhenAll(feeds.SelectMany(feed => new[] { feed.AppDownAsync(patience), feed.StopAsync(patience) }));
    }

    /// <summary>The sidecar stops: what the API keeps open ends.</summary>
    /// <param name="patience">When what is under way is not waited for any longer.</param>
    public Task StopAsync(CancellationToken patience) => Task.WhenAll(_blocks.Select(block => block.StopAsync(patience)));

    /// <summary>The resource folders have changed. While components come and go, the blocks through which they feed the app are at rest.</summary>
    /// <exception cref="ComponentException">A component failed that must not fail.</exception>
    public async Task ReloadAsync(ResourceSet resources, ComponentReload components, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var changes = components.Changes(resources);
        if (!changes.IsEmpty)
            await ReplaceAsync(resources, components, changes, cancellationToken);
        await ReloadAsync(resources, cancellationToken);
    }

    private async Task ReplaceAsync(ResourceSet resources, ComponentReload components, ComponentChanges changes, CancellationToken cancellationToken)
    {
        var resting = Feeds.Where(block => _isAppUp && changes.Touch(block.FeedCategory!)).ToList();
        using var hidden = resting.Count > 0 ? components.HideNew() : null;
        foreach (var block in resting)
            await block.AppDownAsync(cancellationToken);
        var retired = components.Retire(changes);
        await ReloadAsync(resources, cancellationToken);
        await components.ReplaceAsync(retired, changes, resources, cancellationToken);
        foreach (var block in resting)
            await block.AppUpAsync(cancellationToken);
    }

    /// <summary>The blocks that bring the app events; none once they have ended for good.</summary>
    private IEnumerable<IBuildingBlock> Feeds => _blocks.Where(block => block.FeedCategory is not null && !_haveFeedsEnded);

    private async Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        foreach (var block in _blocks)
            await block.ReloadAsync(resources, cancellationToken);
    }

    private async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        return new Turn(_turn);
    }

    /// <summary>The app's coming and going and the reloading of resources happen one after the other.</summary>
    private readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
