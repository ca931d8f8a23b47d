using Daprlet.Actors;
using Daprlet.Actors.Reminders;
using Daprlet.Actors.Timers;
using Daprlet.Api;
using Daprlet.Bindings;
using Daprlet.Invocation;
using Daprlet.Metadata;
using Daprlet.PubSub;
using Daprlet.Resources;
using Daprlet.Secrets;
using Daprlet.State;

namespace Daprlet.Hosting;

/// <summary>The building blocks of one sidecar with their routes.</summary>
internal sealed class BuildingBlocks : IAsyncDisposable
{
    private readonly IReadOnlyList<IBuildingBlock> _blocks;

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

    private static bool IsPublic(string pattern) =>
        pattern.StartsWith("/v1.0/healthz", StringComparison.Ordinal) || pattern.StartsWith("/v1.0/metadata", StringComparison.Ordinal);

    /// <param name="shutdown">Ends the sidecar; at once when told so.</param>
    public static BuildingBlocks Create(SidecarServices services, SidecarHealth health, Action<bool> shutdown)
    {
        var invocation = InvocationBlock.Create(services);
        var actors = ActorBlock.Create(services);
        IReadOnlyList<IBuildingBlock> blocks =
        [
            new HealthEndpoints(services.Options, health),
            new SecretsEndpoints(services),
            new StateEndpoints(services.Components, services.Options.AppId),
            new PubSubBlock(services),
            new BindingsBlock(services),
            actors,
            new ReminderBlock(services, actors.Hosting, actors.Turns),
            new TimerBlock(services, actors.Hosting, actors.Turns),
            invocation,
        ];
        var metadata = new SidecarMetadata(services, [.. blocks.OfType<ISubscriptionSource>()], actors.Status);
        return new BuildingBlocks([.. blocks, new MetadataEndpoints(metadata), new ShutdownEndpoint(shutdown)], actors, invocation, new ApiRules(services.Configuration.Api));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var block in _blocks.OfType<IAsyncDisposable>())
            await block.DisposeAsync();
    }

    public async Task AppUpAsync(CancellationToken cancellationToken)
    {
        foreach (var block in _blocks)
            await block.AppUpAsync(cancellationToken);
    }

    public async Task AppDownAsync(CancellationToken cancellationToken)
    {
        foreach (var block in _blocks.Reverse())
            await block.AppDownAsync(cancellationToken);
    }

    /// <exception cref="ResourceException">A resource cannot be used.</exception>
    public async Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        foreach (var block in _blocks)
            await block.ReloadAsync(resources, cancellationToken);
    }
}
