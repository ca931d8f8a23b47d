#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>An actor's class that an app hosts.</summary>
public sealed class ActorRegistration
{
    public ActorRegistration(ActorTypeInformation type)
        : this(type, null)
    {
    }

    /// <param name="options">Options of this type alone, instead of the app's.</param>
    public ActorRegistration(ActorTypeInformation type, ActorRuntimeOptions options)
    {
        Type = type;
        TypeOptions = options;
    }

    public ActorTypeInformation Type { get; }

    /// <summary>Makes the instances; the app's services do if not said.</summary>
    public ActorActivator Activator { get; set; }

    public ActorRuntimeOptions TypeOptions { get; }
}
