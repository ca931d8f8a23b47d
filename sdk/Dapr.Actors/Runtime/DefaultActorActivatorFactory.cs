#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <inheritdoc cref="DefaultActorActivator"/>
public class DefaultActorActivatorFactory : ActorActivatorFactory
{
    public DefaultActorActivatorFactory()
    {
    }

    /// <inheritdoc/>
    public override ActorActivator CreateActivator(ActorTypeInformation type) => new DefaultActorActivator();
}
