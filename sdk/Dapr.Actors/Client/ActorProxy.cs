#nullable disable annotations
namespace Dapr.Actors.Client;

/// <summary>
/// Calls an actor. A proxy that <see cref="Create(ActorId, string, ActorProxyOptions)"/> makes calls methods by name, with JSON; one
/// that is made for an interface is called through that interface.
/// </summary>
/// <remarks>
/// Every call throws <see cref="DaprApiException"/> if the sidecar answers with an error, <see cref="HttpRequestException"/> if it cannot
/// be reached, and <see cref="System.Security.Authentication.AuthenticationException"/> if it wants another API token.
/// </remarks>
public class ActorProxy : IActorProxy
{
    private JsonClient _client;

    protected internal ActorProxy()
    {
    }

    /// <summary>The factory whose options come from the environment alone.</summary>
    public static IActorProxyFactory DefaultProxyFactory { get; } = new ActorProxyFactory();

    /// <inheritdoc/>
    public ActorId ActorId { get; private set; }

    /// <inheritdoc/>
    public string ActorType { get; private set; }

    /// <summary>A proxy of the actor's interface, made by <see cref="DefaultProxyFactory"/>.</summary>
    /// <exception cref="ArgumentException">The interface is not one that an actor can have (<see cref="IActor"/>).</exception>
    public static TActorInterface Create<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options = null)
        where TActorInterface : IActor =>
        DefaultProxyFactory.CreateActorProxy<TActorInterface>(actorId, actorType, options);

    /// <inheritdoc cref="Create{TActorInterface}(ActorId, string, ActorProxyOptions)"/>
    public static object Create(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options = null)
    {
        if (!typeof(IActor).IsAssignableFrom(actorInterfaceType))
            throw new ArgumentException("The interface must implement IActor.", nameof(actorInterfaceType));

        return DefaultProxyFactory.CreateActorProxy(actorId, actorInterfaceType, actorType, options);
    }

    /// <summary>A proxy that calls methods by name, made by <see cref="DefaultProxyFactory"/>.</summary>
    public static ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options = null) =>
        DefaultProxyFactory.Create(actorId, actorType, options);

    /// <summary>Calls a method that takes <paramref name="data"/> and gives a result.</summary>
    /// <exception cref="System.Text.Json.JsonException">The result is not the JSON of a <typeparamref name="TResponse"/>.</exception>
    public Task<TResponse> InvokeMethodAsync<TRequest, TResponse>(string method, TRequest data, CancellationToken cancellationToken = default) =>
        Client.InvokeAsync<TRequest, TResponse>(method, data, cancellationToken);

    /// <summary>Calls a method that takes <paramref name="data"/>; a result is ignored.</summary>
    public Task InvokeMethodAsync<TRequest>(string method, TRequest data, CancellationToken cancellationToken = default) =>
        Client.InvokeAsync(method, data, cancellationToken);

    /// <summary>Calls a method that takes nothing and gives a result.</summary>
    /// <exception cref="System.Text.Json.JsonException">The result is not the JSON of a <typeparamref name="TResponse"/>.</exception>
    public Task<TResponse> InvokeMethodAsync<TResponse>(string method, CancellationToken cancellationToken = default) =>
        Client.InvokeAsync<TResponse>(method, cancellationToken);

    /// <summary>Calls a method that takes nothing; a result is ignored.</summary>
    public Task InvokeMethodAsync(string method, CancellationToken cancellationToken = default) =>
        Client.InvokeAsync(method, cancellationToken);

    private JsonClient Client => _client ?? throw new InvalidOperationException("A proxy that was made for an interface is called through that interface.");

    internal ActorProxy Initialize(string actorType, ActorId actorId, JsonClient client)
    {
        (ActorType, ActorId, _client) = (actorType, actorId, client);
        return this;
    }
}
