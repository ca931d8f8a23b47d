#nullable disable annotations
namespace Dapr.Actors.Client;

/// <summary>Makes proxies, through which actors are called wherever they are. To make one calls nobody.</summary>
public interface IActorProxyFactory
{
    /// <summary>A proxy of the actor's interface.</summary>
    /// <param name="options">Instead of the factory's own options.</param>
    /// <exception cref="ArgumentException">The interface is not one that an actor can have (<see cref="IActor"/>).</exception>
    TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options = null)
        where TActorInterface : IActor;

    /// <inheritdoc cref="CreateActorProxy{TActorInterface}(ActorId, string, ActorProxyOptions)"/>
    object CreateActorProxy(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options = null);

    /// <summary>A proxy that calls methods by name.</summary>
    /// <param name="options">Instead of the factory's own options.</param>
    ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options = null);
}
