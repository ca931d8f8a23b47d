#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Makes the instances of an actor's class.</summary>
public abstract class ActorActivator
{
    protected ActorActivator()
    {
    }

    public abstract Task<ActorActivatorState> CreateAsync(ActorHost host);

    /// <summary>Ends what <see cref="CreateAsync"/> began.</summary>
    public abstract Task DeleteAsync(ActorActivatorState state);
}
