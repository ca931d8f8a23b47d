#nullable disable annotations
using Dapr.Actors.Communication;
using Dapr.Actors.Http;

namespace Dapr.Actors.Client;

/// <summary>Makes proxies with options of its own.</summary>
public class ActorProxyFactory : IActorProxyFactory
{
    private readonly HttpMessageHandler _handler;
    private ActorProxyOptions _defaultOptions;

    [Obsolete("Use the constructor that accepts HttpMessageHandler. This will be removed in the future.")]
    public ActorProxyFactory(ActorProxyOptions options, HttpClientHandler handler)
        : this(options, (HttpMessageHandler)handler)
    {
    }

    /// <param name="handler">What sends the requests, in place of the handler that all factories share. The caller disposes of it.</param>
    public ActorProxyFactory(ActorProxyOptions options = null, HttpMessageHandler handler = null)
    {
        _defaultOptions = options ?? new ActorProxyOptions();
        _handler = handler;
    }

    /// <summary>The options of proxies that are not given others.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ActorProxyOptions DefaultOptions
    {
        get => _defaultOptions;
        set => _defaultOptions = value ?? throw new ArgumentNullException(nameof(DefaultOptions), $"{nameof(ActorProxyFactory)}.{nameof(DefaultOptions)} cannot be null");
    }

    /// <inheritdoc/>
    public TActorInterface CreateActorProxy<TActorInterface>(ActorId actorId, string actorType, ActorProxyOptions options = null)
        where TActorInterface : IActor =>
        (TActorInterface)CreateActorProxy(actorId, typeof(TActorInterface), actorType, options);

    /// <inheritdoc/>
    public object CreateActorProxy(ActorId actorId, Type actorInterfaceType, string actorType, ActorProxyOptions options = null)
    {
        options ??= DefaultOptions;
        var serializer = MessageSerializer.Create(options.UseJsonSerialization, options.JsonSerializerOptions);
        var client = new RemotingClient(Connect(options), serializer, actorType, actorId);
        return ActorProxyType.Of(actorInterfaceType).Create(client).Initialize(actorType, actorId, client: null);
    }

    /// <inheritdoc/>
    public ActorProxy Create(ActorId actorId, string actorType, ActorProxyOptions options = null)
    {
        options ??= DefaultOptions;
        return new ActorProxy().Initialize(actorType, actorId, new JsonClient(Connect(options), options.JsonSerializerOptions, actorType, actorId));
    }

    private ActorsApi Connect(ActorProxyOptions options) => new(options.HttpEndpoint, options.DaprApiToken, options.RequestTimeout, _handler);
}
