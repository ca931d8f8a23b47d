#nullable disable annotations
using System.Text.Json;
using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>What an actor is given by its runtime.</summary>
public sealed class ActorHost
{
    internal ActorHost(
        ActorTypeInformation actorTypeInfo,
        ActorId id,
        JsonSerializerOptions jsonSerializerOptions,
        ILoggerFactory loggerFactory,
        IActorProxyFactory proxyFactory,
        ActorTimerManager timerManager)
    {
        ActorTypeInfo = actorTypeInfo;
        Id = id;
        JsonSerializerOptions = jsonSerializerOptions;
        LoggerFactory = loggerFactory;
        ProxyFactory = proxyFactory;
        TimerManager = timerManager;
    }

    public ActorTypeInformation ActorTypeInfo { get; }

    public ActorId Id { get; }

    public ILoggerFactory LoggerFactory { get; }

    /// <summary>How the actor's state is written and read.</summary>
    public JsonSerializerOptions JsonSerializerOptions { get; }

    public IActorProxyFactory ProxyFactory { get; }

    public ActorTimerManager TimerManager { get; }

    /// <summary>Where the actor's state is; null in tests.</summary>
    internal ActorStateStore StateStore { get; init; }

    /// <inheritdoc cref="CreateForTest(Type, string, ActorTestOptions)"/>
    public static ActorHost CreateForTest<TActor>(ActorTestOptions options = null)
        where TActor : Actor =>
        CreateForTest(typeof(TActor), actorTypeName: null, options);

    /// <inheritdoc cref="CreateForTest(Type, string, ActorTestOptions)"/>
    public static ActorHost CreateForTest<TActor>(string actorTypeName, ActorTestOptions options = null)
        where TActor : Actor =>
        CreateForTest(typeof(TActor), actorTypeName, options);

    /// <inheritdoc cref="CreateForTest(Type, string, ActorTestOptions)"/>
    public static ActorHost CreateForTest(Type actorType, ActorTestOptions options = null) =>
        CreateForTest(actorType, actorTypeName: null, options);

    /// <summary>
    /// A host for an actor that a test makes itself. It has no state: the test sets <see cref="Actor.StateManager"/>, else every use of
    /// it throws <see cref="InvalidOperationException"/>.
    /// </summary>
    public static ActorHost CreateForTest(Type actorType, string actorTypeName, ActorTestOptions options = null)
    {
        ArgumentNullException.ThrowIfNull(actorType);
        options ??= new ActorTestOptions();
        return new ActorHost(
            ActorTypeInformation.Get(actorType, actorTypeName),
            options.ActorId,
            options.JsonSerializerOptions,
            options.LoggerFactory,
            options.ProxyFactory,
            options.TimerManager);
    }
}
