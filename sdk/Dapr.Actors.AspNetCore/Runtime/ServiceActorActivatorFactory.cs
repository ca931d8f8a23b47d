namespace Dapr.Actors.Runtime;

/// <summary>Gives each actor type an activator that takes constructor arguments from the app's services.</summary>
internal sealed class ServiceActorActivatorFactory(IServiceProvider services) : ActorActivatorFactory
{
    public override ActorActivator CreateActivator(ActorTypeInformation type) => new ServiceActorActivator(services, type);
}
