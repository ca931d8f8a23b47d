#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>An instance, and what its activator needs to end it.</summary>
public class ActorActivatorState
{
    public ActorActivatorState(Actor actor) => Actor = actor;

    public Actor Actor { get; }
}
