#nullable disable annotations
using System.Buffers;
using Dapr.Actors.Client;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>Hosts an app's actors.</summary>
public sealed class ActorRuntime
{
    private readonly ActorRuntimeOptions _options;
    private readonly Dictionary<string, ActorManager> _managers = new(StringComparer.Ordinal);

    internal ActorRuntime(ActorRuntimeOptions options, ILoggerFactory loggerFactory, ActorActivatorFactory activatorFactory, IActorProxyFactory proxyFactory)
    {
        _options = options;
        foreach (var actor in options.Actors)
        {
            var activator = actor.Activator ?? activatorFactory.CreateActivator(actor.Type);
            _managers[actor.Type.ActorTypeName] = new ActorManager(actor.Type, activator, options, loggerFactory, proxyFactory);
        }
    }

    public IReadOnlyList<ActorRegistration> RegisteredActors => _options.Actors;

    /// <summary>Writes what the sidecar asks for when it starts.</summary>
    internal void WriteConfiguration(IBufferWriter<byte> output) => ActorConfiguration.Write(output, _options);

    /// <exception cref="InvalidOperationException">The app does not host the type.</exception>
    internal ActorManager ManagerOf(string actorTypeName) =>
        _managers.GetValueOrDefault(actorTypeName) ?? throw new InvalidOperationException($"Actor type {actorTypeName} is not registered with Actor runtime.");
}
