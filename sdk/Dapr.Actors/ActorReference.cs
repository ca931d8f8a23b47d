#nullable disable annotations
using System.Runtime.Serialization;
using Dapr.Actors.Client;
using Dapr.Actors.Communication;
using Dapr.Actors.Runtime;

namespace Dapr.Actors;

/// <summary>An actor's address, which can be stored and sent where a proxy cannot.</summary>
[DataContract(Name = "ActorReference", Namespace = DataContracts.Namespace)]
[Serializable]
public sealed class ActorReference : IActorReference
{
    public ActorReference()
    {
    }

    [DataMember(Name = "ActorId", Order = 0, IsRequired = true)]
    public ActorId ActorId { get; set; }

    [DataMember(Name = "ActorType", Order = 0, IsRequired = true)]
    public string ActorType { get; set; }

    /// <summary>The address of a proxy's target or of an actor itself; null for null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The object is neither.</exception>
    public static ActorReference Get(object actor) => actor switch
    {
        null => null,
        IActorProxy proxy => new ActorReference { ActorId = proxy.ActorId, ActorType = proxy.ActorType },
        Actor self => new ActorReference { ActorId = self.Id, ActorType = self.Host.ActorTypeInfo.ActorTypeName },
        _ => throw new ArgumentOutOfRangeException(nameof(actor), "Invalid actor object type."),
    };

    /// <summary>A proxy of the default factory for the actor.</summary>
    public object Bind(Type actorInterfaceType) => ActorProxy.DefaultProxyFactory.CreateActorProxy(ActorId, actorInterfaceType, ActorType);
}
