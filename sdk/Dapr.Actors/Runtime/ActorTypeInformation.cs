#nullable disable annotations
using System.Reflection;
using Dapr.Actors.Description;

namespace Dapr.Actors.Runtime;

/// <summary>What the runtime knows of an actor's class.</summary>
public sealed class ActorTypeInformation
{
    private ActorTypeInformation(Type type, string name, IReadOnlyList<Type> interfaces)
    {
        ActorTypeName = name;
        ImplementationType = type;
        InterfaceTypes = interfaces;
    }

    /// <summary>The name by which the type is called.</summary>
    public string ActorTypeName { get; }

    public Type ImplementationType { get; }

    /// <summary>The interfaces through which the actor is called.</summary>
    public IEnumerable<Type> InterfaceTypes { get; }

    public bool IsAbstract => ImplementationType.IsAbstract;

    /// <summary>Whether the actor has reminders (<see cref="IRemindable"/>).</summary>
    public bool IsRemindable => typeof(IRemindable).IsAssignableFrom(ImplementationType);

    /// <param name="actorTypeName">The name by which the type is called; null for that of <see cref="ActorAttribute"/>, else the class's own.</param>
    /// <exception cref="ArgumentException">The class does not derive from <see cref="Actor"/>, or has no actor interface.</exception>
    public static ActorTypeInformation Get(Type actorType, string actorTypeName)
    {
        if (!actorType.IsSubclassOf(typeof(Actor)))
            throw new ArgumentException($"The type '{actorType.FullName}' is not an Actor. An actor type must derive from '{typeof(Actor).FullName}'.", nameof(actorType));

        var interfaces = actorType.GetInterfaces().Where(type => typeof(IActor).IsAssignableFrom(type) && ActorInterfaceRules.NonActorParent(type) is null).ToList();
        if (interfaces.Count == 0 && !actorType.IsAbstract)
            throw new ArgumentException($"The actor type '{actorType.FullName}' does not implement any actor interfaces or one of the interfaces implemented is not an actor interface. All interfaces(including its parent interface) implemented by actor type must be actor interface. An actor interface is the one that ultimately derives from '{typeof(IActor).FullName}' type.", nameof(actorType));

        return new ActorTypeInformation(actorType, actorTypeName ?? actorType.GetCustomAttribute<ActorAttribute>()?.TypeName ?? actorType.Name, interfaces);
    }
}
