using Daprlet.Api;
using Daprlet.Resources;

namespace Daprlet.Blocks;

/// <summary>One of Dapr's building blocks in one sidecar.</summary>
public interface IBuildingBlock
{
    /// <summary>Adds the block's routes; called once, before the sidecar listens.</summary>
    void Map(RouteTable routes);

    /// <summary>The app can be called, for the first time or again: subscriptions and the like start.</summary>
    Task AppUpAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The app cannot be called any more, or the sidecar stops: what calls it ends, after the calls under way.</summary>
    Task AppDownAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The sidecar stops: calls of the API that would last until then, such as streams, end after what is under way on them.</summary>
    /// <param name="patience">When what is under way is not waited for any longer.</param>
    Task StopAsync(CancellationToken patience) => Task.CompletedTask;

    /// <summary>The category of components that feed the app through the block (<c>pubsub</c>, <c>bindings</c>): while they change the app gets nothing from it.</summary>
    string? FeedCategory => null;

    /// <summary>The resources have changed while the sidecar runs; what cannot be used is logged and passed over. Also told between the end of components that go and the start of new ones.</summary>
    Task ReloadAsync(ResourceSet resources, CancellationToken cancellationToken) => Task.CompletedTask;
}
