namespace Dapr.Actors;

/// <summary>What stands for an actor in a message.</summary>
internal interface IActorReference
{
    /// <summary>A proxy for the actor, of the interface that the receiver expects.</summary>
    object Bind(Type actorInterfaceType);
}
