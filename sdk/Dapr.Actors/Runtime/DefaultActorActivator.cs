#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Makes actors whose constructor takes an <see cref="ActorHost"/> alone, and disposes of them.</summary>
public class DefaultActorActivator : ActorActivator
{
    public DefaultActorActivator()
    {
    }

    /// <inheritdoc/>
    public override Task<ActorActivatorState> CreateAsync(ActorHost host) =>
        Task.FromResult(new ActorActivatorState((Actor)Activator.CreateInstance(host.ActorTypeInfo.ImplementationType, host)!));

    /// <inheritdoc/>
    public override async Task DeleteAsync(ActorActivatorState state)
    {
        if (state.Actor is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (state.Actor is IDisposable disposable)
            disposable.Dispose();
    }
}
