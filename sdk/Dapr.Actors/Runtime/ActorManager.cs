using System.Text.Json;
using Dapr.Actors.Client;
using Dapr.Actors.Communication;
using Dapr.Actors.Description;
using Dapr.Actors.Http;
using Microsoft.Extensions.Logging;

namespace Dapr.Actors.Runtime;

/// <summary>Hosts the actors of one type: turns what the sidecar asks into turns of an actor.</summary>
/// <remarks>That an actor has one turn at a time is the sidecar's work.</remarks>
internal sealed class ActorManager
{
    private readonly ActorTypeInformation _type;
    private readonly ActiveActors _actors;
    private readonly RemotingDispatcher _remoting;
    private readonly JsonDispatcher _json;

    /// <exception cref="ArgumentException">An interface of the actor breaks the rules of <see cref="IActor"/>.</exception>
    public ActorManager(ActorTypeInformation type, ActorActivator activator, ActorRuntimeOptions options, ILoggerFactory loggerFactory, IActorProxyFactory proxyFactory)
    {
        var interfaces = type.InterfaceTypes.Select(ActorInterface.Of).ToList();
        var sidecar = new ActorsApi(options.HttpEndpoint!, options.DaprApiToken, timeout: null, handler: null);
        _type = type;
        _actors = new ActiveActors(type, activator, sidecar, options.JsonSerializerOptions, loggerFactory, proxyFactory);
        _remoting = new RemotingDispatcher(interfaces, MessageSerializer.Create(options.UseJsonSerialization, options.JsonSerializerOptions));
        _json = new JsonDispatcher(interfaces, options.JsonSerializerOptions);
    }

    /// <summary>A strongly typed call.</summary>
    /// <returns>The answer's body.</returns>
    public Task<byte[]> InvokeAsync(ActorId id, string methodName, string header, byte[] body, CancellationToken cancellationToken)
    {
        var call = _remoting.Read(header, body);
        return TurnAsync(id, new ActorMethodContext(methodName, ActorCallType.ActorInterfaceMethod), actor => call(actor, cancellationToken));
    }

    /// <summary>A call by name.</summary>
    public async Task InvokeAsync(ActorId id, string methodName, Stream request, Stream response, CancellationToken cancellationToken)
    {
        var method = _json.Find(methodName);
        var context = new ActorMethodContext(methodName, ActorCallType.ActorInterfaceMethod);
        var result = await TurnAsync(id, context, actor => _json.InvokeAsync(actor, method, request, cancellationToken));
        await _json.WriteAsync(method, result, response, cancellationToken);
    }

    /// <summary>A reminder fired. It is ignored by actors that have no reminders.</summary>
    public async Task FireReminderAsync(ActorId id, string name, byte[] body)
    {
        if (!_type.IsRemindable)
            return;

        var reminder = ReminderInfo.Parse(body);
        await TurnAsync(id, ActorMethodContext.Reminder, async actor =>
        {
            await ((IRemindable)actor).ReceiveReminderAsync(name, reminder.Data, reminder.DueTime, reminder.Period);
            return true;
        });
    }

    /// <summary>A timer fired.</summary>
    /// <returns>What the callback's task gives if that is a bool, else false.</returns>
    public Task<bool> FireTimerAsync(ActorId id, byte[] body)
    {
        using var timer = JsonDocument.Parse(body);
        var callback = timer.RootElement.Text("callback") ?? "";
        var data = timer.RootElement.Bytes("data");
        return TurnAsync(id, ActorMethodContext.Timer, actor => TimerCallback.InvokeAsync(actor, callback, data));
    }

    public Task DeactivateAsync(ActorId id) => _actors.DeactivateAsync(id);

    private async Task<TResult> TurnAsync<TResult>(ActorId id, ActorMethodContext context, Func<Actor, Task<TResult>> run)
    {
        var actor = await _actors.GetAsync(id);
        try
        {
            if (ReentrancyContext.Id is not null)
                ActorStateManager.EnterReentrantCall();

            await actor.BeginTurnAsync(context);
            var result = await run(actor);
            await actor.EndTurnAsync(context);
            return result;
        }
        catch (Exception exception)
        {
            await actor.FailTurnAsync(context, exception);
            throw;
        }
        finally
        {
            ActorStateManager.LeaveReentrantCall();
        }
    }
}
