#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Names a reminder.</summary>
public class ActorReminderToken
{
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ActorReminderToken(string actorType, ActorId actorId, string name)
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
