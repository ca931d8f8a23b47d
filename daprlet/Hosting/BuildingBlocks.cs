using Daprlet.Api;
using Daprlet.Invocation;
using Daprlet.Metadata;
using Daprlet.PubSub;
using Daprlet.Secrets;
using Daprlet.State;

namespace Daprlet.Hosting;

/// <summary>The building blocks of one sidecar with their routes.</summary>
internal sealed class BuildingBlocks
{
    private readonly IReadOnlyList<IBuildingBlock> _blocks;

    private BuildingBlocks(IReadOnlyList<IBuildingBlock> blocks, IFallback fallback)
    {
        _blocks = blocks;
        Fallback = fallback;
        foreach (var block in blocks)
            block.Map(Routes);
    }

    public RouteTable Routes { get; } = new();

    /// <summary>What answers where no route matches.</summary>
    public IFallback Fallback { get; }

    public static BuildingBlocks Create(SidecarServices services, SidecarHealth health)
    {
        var invocation = InvocationBlock.Create(services);
        IReadOnlyList<IBuildingBlock> blocks =
        [
            new HealthEndpoints(services.Options, health),
            new SecretsEndpoints(services),
            new StateEndpoints(services.Components, services.Options.AppId),
            new PubSubBlock(services),
            invocation,
        ];
        var metadata = new SidecarMetadata(services, [.. blocks.OfType<ISubscriptionSource>()]);
        return new BuildingBlocks([.. blocks, new MetadataEndpoints(metadata)], invocation);
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
}
