using System.Collections.Concurrent;
using System.Text.Json;
using Dapr.Actors.Client;
using Dapr.Actors.Http;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>The instances of one actor type: made when they are first called, ended when the sidecar says so.</summary>
internal sealed partial class ActiveActors(
    ActorTypeInformation type,
    ActorActivator activator,
    ActorsApi sidecar,
    JsonSerializerOptions jsonOptions,
    ILoggerFactory loggerFactory,
    IActorProxyFactory proxyFactory)
{
    private readonly ConcurrentDictionary<string, ActorActivatorState> _active = new(StringComparer.Ordinal);
    private readonly SidecarTimerManager _timerManager = new(sidecar);
    private readonly ILogger _logger = loggerFactory.CreateLogger<ActiveActors>();

    /// <summary>The active instance, or a new one.</summary>
    public async Task<Actor> GetAsync(ActorId id)
    {
        if (_active.TryGetValue(id.GetId(), out var active))
            return active.Actor;

        var created = await ActivateAsync(id);
        var current = _active.GetOrAdd(id.GetId(), created);
        if (current != created)
            await EndAsync(created);

        return current.Actor;
    }

    /// <summary>Ends the instance, if there is one.</summary>
    public async Task DeactivateAsync(ActorId id)
    {
        if (_active.TryRemove(id.GetId(), out var state))
            await EndAsync(state);
    }

    private async Task<ActorActivatorState> ActivateAsync(ActorId id)
    {
        var store = new ActorStateStore(sidecar, jsonOptions, type.ActorTypeName, id);
        var host = new ActorHost(type, id, jsonOptions, loggerFactory, proxyFactory, _timerManager) { StateStore = store };
        var state = await activator.CreateAsync(host);
        try
        {
            await state.Actor.ActivateAsync();
            LogActivated(type.ActorTypeName, id);
            return state;
        }
        catch
        {
            await activator.DeleteAsync(state);
            throw;
        }
    }

    private async Task EndAsync(ActorActivatorState state)
    {
        try
        {
            await state.Actor.DeactivateAsync();
        }
        finally
        {
            await activator.DeleteAsync(state);
        }

        LogDeactivated(type.ActorTypeName, state.Actor.Id);
    }

    [LoggerMessage(LogLevel.Debug, "Activated {ActorType} {ActorId}")]
    private partial void LogActivated(string actorType, ActorId actorId);

    [LoggerMessage(LogLevel.Debug, "Deactivated {ActorType} {ActorId}")]
    private partial void LogDeactivated(string actorType, ActorId actorId);
}
