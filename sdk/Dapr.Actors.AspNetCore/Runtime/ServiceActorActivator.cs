using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Actors.Runtime;

/// <summary>Makes each actor in a scope of its own, which ends with the actor.</summary>
internal sealed class ServiceActorActivator(IServiceProvider services, ActorTypeInformation type) : ActorActivator
{
    private readonly Lazy<ObjectFactory> _create = new(() => ActivatorUtilities.CreateFactory(type.ImplementationType, [typeof(ActorHost)]));

    public override async Task<ActorActivatorState> CreateAsync(ActorHost host)
    {
        var scope = services.CreateAsyncScope();
        try
        {
            return new ScopedActor((Actor)_create.Value(scope.ServiceProvider, [host]), scope);
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }

    public override async Task DeleteAsync(ActorActivatorState state)
    {
        var scoped = (ScopedActor)state;
        if (scoped.Actor is IAsyncDisposable asyncDisposable)
            await asyncDisposable.DisposeAsync();
        else if (scoped.Actor is IDisposable disposable)
            disposable.Dispose();

        await scoped.Scope.DisposeAsync();
    }

    private sealed class ScopedActor(Actor actor, AsyncServiceScope scope) : ActorActivatorState(actor)
    {
        public AsyncServiceScope Scope => scope;
    }
}
