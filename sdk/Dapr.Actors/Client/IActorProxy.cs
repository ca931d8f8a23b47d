#nullable disable annotations
namespace Dapr.Actors.Client;

/// <summary>What every proxy tells of the actor that it stands for.</summary>
public interface IActorProxy
{
    ActorId ActorId { get; }

    /// <summary>The name of the actor's type.</summary>
    string ActorType { get; }
}
