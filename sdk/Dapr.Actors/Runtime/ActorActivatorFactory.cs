#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Gives each actor type its activator.</summary>
public abstract class ActorActivatorFactory
{
    protected ActorActivatorFactory()
    {
    }

    public abstract ActorActivator CreateActivator(ActorTypeInformation type);
}
