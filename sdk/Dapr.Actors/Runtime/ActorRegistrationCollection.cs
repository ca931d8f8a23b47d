#nullable disable annotations
using System.Collections.ObjectModel;

namespace Dapr.Actors.Runtime;

/// <summary>The actor types that an app hosts.</summary>
public sealed class ActorRegistrationCollection : KeyedCollection<ActorTypeInformation, ActorRegistration>
{
    public ActorRegistrationCollection()
    {
    }

    /// <inheritdoc cref="RegisterActor{TActor}(string, ActorRuntimeOptions, Action{ActorRegistration})"/>
    public void RegisterActor<TActor>(Action<ActorRegistration> configure = null)
        where TActor : Actor =>
        RegisterActor<TActor>(null, null, configure);

    /// <inheritdoc cref="RegisterActor{TActor}(string, ActorRuntimeOptions, Action{ActorRegistration})"/>
    public void RegisterActor<TActor>(ActorRuntimeOptions typeOptions, Action<ActorRegistration> configure = null)
        where TActor : Actor =>
        RegisterActor<TActor>(null, typeOptions, configure);

    /// <inheritdoc cref="RegisterActor{TActor}(string, ActorRuntimeOptions, Action{ActorRegistration})"/>
    public void RegisterActor<TActor>(string actorTypeName, Action<ActorRegistration> configure = null)
        where TActor : Actor =>
        RegisterActor<TActor>(actorTypeName, null, configure);

    /// <summary>Adds a type.</summary>
    /// <param name="actorTypeName">The name by which the type is called; null for that of <see cref="ActorAttribute"/>, else the class's own.</param>
    /// <param name="typeOptions">Options of this type alone, instead of the app's.</param>
    /// <exception cref="ArgumentException">The class has no actor interface.</exception>
    public void RegisterActor<TActor>(string actorTypeName, ActorRuntimeOptions typeOptions, Action<ActorRegistration> configure = null)
        where TActor : Actor
    {
        var registration = new ActorRegistration(ActorTypeInformation.Get(typeof(TActor), actorTypeName), typeOptions);
        configure?.Invoke(registration);
        Add(registration);
    }

    /// <inheritdoc/>
    protected override ActorTypeInformation GetKeyForItem(ActorRegistration item) => item.Type;
}
