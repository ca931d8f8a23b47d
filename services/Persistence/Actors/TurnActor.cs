using Dapr.Actors.Runtime;
using DaprShop.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;

namespace DaprShop.Persistence.Actors;

/// <summary>
/// An actor whose turns can be let go of. Actors move whenever an instance comes or goes; then the sidecar aborts the requests of turns
/// under way, and deactivates their actors (Dapr, <c>drainOngoingCallTimeout</c>). So a turn ends at once when its request is aborted,
/// wherever it waits, and whatever it has begun is repeated by the next.
/// </summary>
/// <param name="host">Dapr's part of the actor.</param>
/// <param name="turns">The turns of this process.</param>
/// <param name="time">The clock.</param>
public abstract partial class TurnActor(ActorHost host, ActorTurns turns, TimeProvider time) : Actor(host)
{
    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Bounds what a turn asks of its sidecar.</summary>
    protected ActorCalls Calls { get; } = new(time);

    /// <summary>Runs a turn, which finds what is stored.</summary>
    /// <param name="act">The turn. Its token ends it, when the sidecar lets go of its request, or deactivates the actor.</param>
    /// <exception cref="OperationCanceledException">The turn was let go of; what it did is unknown.</exception>
    protected Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> act) => turns.RunAsync(Host.ActorTypeInfo.ActorTypeName, Id.GetId(), async end =>
    {
        // What the SDK remembers may not be what is stored: it could not be saved, or the sidecar died, which deactivates nothing here,
        // and the actor has been elsewhere since.
        await StateManager.ClearCacheAsync(end);
        return await act(end);
    });

    /// <inheritdoc cref="InTurnAsync{T}" />
    protected Task InTurnAsync(Func<CancellationToken, Task> act) => InTurnAsync(async end =>
    {
        await act(end);
        return true;
    });

    /// <inheritdoc />
    protected override Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e)
    {
        var (type, id, method) = (Host.ActorTypeInfo.ActorTypeName, Id.GetId(), actorMethodContext.MethodName);
        if (e is OperationCanceledException)
            LogLetGo(Logger, type, id, method);
        else if (e.IsTransient(CancellationToken.None))
            LogBrokenOff(Logger, type, id, method, e.GetBaseException().Message);
        else
            LogFailed(Logger, e, type, id, method);
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Information, "{ActorType} {ActorId}: the sidecar let go of {Method}; it is repeated")]
    private static partial void LogLetGo(ILogger logger, string actorType, string actorId, string method);

    [LoggerMessage(LogLevel.Warning, "{ActorType} {ActorId}: {Method} broke off, and is repeated: {Cause}")]
    private static partial void LogBrokenOff(ILogger logger, string actorType, string actorId, string method, string cause);

    [LoggerMessage(LogLevel.Error, "{ActorType} {ActorId}: {Method} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string actorType, string actorId, string method);
}
