using Dapr.Actors.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DaprShop.Persistence.Actors;

/// <summary>
/// An actor whose turns can be let go of. Actors move whenever an instance comes or goes; then the sidecar aborts the requests of turns
/// under way, and deactivates their actors (Dapr, <c>drainOngoingCallTimeout</c>). So a turn ends at once when its request is aborted,
/// wherever it waits, and whatever it has begun is repeated by the next.
/// </summary>
public abstract partial class TurnActor : Actor, IDisposable
{
    // A turn that is let go of ends in far less; one that does not must not hold up the move, for which Dapr has 8 s.
    private static readonly TimeSpan DeactivationLimit = TimeSpan.FromSeconds(2);

    // The sidecar takes a turn for over when its caller dies, or it has let go of it, though the app may still be at it.
    private readonly SemaphoreSlim _turnstile = new(1);
    private readonly CancellationTokenSource _deactivation = new();
    private readonly IHttpContextAccessor _requests;

    /// <param name="host">Dapr's part of the actor.</param>
    /// <param name="requests">The request of a turn.</param>
    /// <param name="time">The clock of the time limits.</param>
    protected TurnActor(ActorHost host, IHttpContextAccessor requests, TimeProvider time) : base(host) =>
        (_requests, Time, Calls) = (requests, time, new ActorCalls(time));

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Bounds what a turn asks of its sidecar.</summary>
    protected ActorCalls Calls { get; }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Waits for the turn before to end, and runs this one, which finds what is stored.</summary>
    /// <param name="act">The turn. Its token ends it, when the sidecar lets go of its request, or the actor is deactivated.</param>
    /// <exception cref="OperationCanceledException">The turn was let go of; what it did is unknown.</exception>
    protected async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> act)
    {
        var aborted = _requests.HttpContext?.RequestAborted ?? CancellationToken.None;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted, _deactivation.Token);
        await _turnstile.WaitAsync(end.Token);
        try
        {
            // What the SDK remembers may not be what is stored: it could not be saved, or the sidecar died, which deactivates nothing here,
            // and the actor has been elsewhere since.
            await StateManager.ClearCacheAsync(end.Token);
            return await act(end.Token);
        }
        finally
        {
            _turnstile.Release();
        }
    }

    /// <inheritdoc cref="InTurnAsync{T}" />
    protected Task InTurnAsync(Func<CancellationToken, Task> act) => InTurnAsync(async end =>
    {
        await act(end);
        return true;
    });

    /// <summary>Ends the turn under way, and those that wait. No turn begins after it.</summary>
    protected override async Task OnDeactivateAsync()
    {
        await _deactivation.CancelAsync();
        using var limit = new CancellationTokenSource(DeactivationLimit, Time);
        try
        {
            await _turnstile.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            LogStillRunning(Logger, Host.ActorTypeInfo.ActorTypeName, Id.GetId());
        }
    }

    /// <inheritdoc />
    protected override Task OnActorMethodFailedAsync(ActorMethodContext actorMethodContext, Exception e)
    {
        if (e is OperationCanceledException)
            LogLetGo(Logger, Host.ActorTypeInfo.ActorTypeName, Id.GetId(), actorMethodContext.MethodName);
        else
            LogFailed(Logger, e, Host.ActorTypeInfo.ActorTypeName, Id.GetId(), actorMethodContext.MethodName);
        return Task.CompletedTask;
    }

    /// <summary>Frees what the actor holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _deactivation.Dispose();
        _turnstile.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "{ActorType} {ActorId}: the sidecar let go of {Method}; it is repeated")]
    private static partial void LogLetGo(ILogger logger, string actorType, string actorId, string method);

    [LoggerMessage(LogLevel.Error, "{ActorType} {ActorId}: {Method} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string actorType, string actorId, string method);

    [LoggerMessage(LogLevel.Warning, "{ActorType} {ActorId}: a turn still runs though the sidecar has let go of it")]
    private static partial void LogStillRunning(ILogger logger, string actorType, string actorId);
}
