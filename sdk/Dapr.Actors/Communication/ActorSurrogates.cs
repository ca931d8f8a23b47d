using System.Runtime.Serialization;

namespace Dapr.Actors.Communication;

/// <summary>Actors and proxies in a message travel as references, and arrive as proxies.</summary>
internal sealed class ActorSurrogates : ISerializationSurrogateProvider
{
    public Type GetSurrogateType(Type type) => typeof(IActor).IsAssignableFrom(type) ? typeof(ActorReference) : type;

    public object GetObjectToSerialize(object obj, Type targetType) => obj is IActor ? ActorReference.Get(obj) : obj;

    public object GetDeserializedObject(object obj, Type targetType) =>
        obj is IActorReference reference && typeof(IActor).IsAssignableFrom(targetType) ? reference.Bind(targetType) : obj;
}
