#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Names a timer.</summary>
public class ActorTimerToken
{
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ActorTimerToken(string actorType, ActorId actorId, string name)
    {
        ArgumentNullException.ThrowIfNull(actorType);
        ArgumentNullException.ThrowIfNull(actorId);
        ArgumentNullException.ThrowIfNull(name);

        ActorType = actorType;
        ActorId = actorId;
        Name = name;
    }

    public string ActorType { get; }

    public ActorId ActorId { get; }

    public string Name { get; }
}
