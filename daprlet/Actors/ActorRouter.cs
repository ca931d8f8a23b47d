using Daprlet.Actors.Placement;

namespace Daprlet.Actors;

/// <summary>Sends a call to the sidecar that its actor is placed on, and looks for it again when it has moved.</summary>
/// <param name="self">This sidecar as a host.</param>
/// <param name="local">This sidecar's own actors.</param>
internal sealed class ActorRouter(IHostRegister register, string self, IActorPeer local, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>How long an actor is looked for (Dapr's <c>DaprBuiltInActorNotFoundRetries</c>: five times, a second apart).</summary>
    private static readonly TimeSpan RetryTime = 5 * RetryPause;

    /// <param name="cancellationToken">Ends every wait; a turn that has begun runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    public async Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var retry = 0; ; retry++)
        {
            var result = await AttemptAsync(call, retry, cancellationToken);
            if (time.GetElapsedTime(start) >= RetryTime || result.Failure?.Kind is not (ActorFailureKind.NoHost or ActorFailureKind.Moved or ActorFailureKind.Unreachable))
                return result;
            await PauseAsync(cancellationToken);
        }
    }

    private async Task<ActorResult> AttemptAsync(ActorCall call, int retry, CancellationToken cancellationToken)
    {
        var membership = await register.ReadAsync(fresh: retry > 0, cancellationToken);
        if (membership.OwnerOf(call.Actor) is not { } owner)
            return ActorFailure.NoHost(call.Actor);
        if (owner.Id == self)
            return await local.InvokeAsync(call, cancellationToken);
        var result = await owner.Actors.InvokeAsync(call with { IsFromPeer = true }, cancellationToken);
        return result.Failure is { } failure ? AcrossSidecars(failure, retry) : result;
    }

    /// <summary>What a caller is told of a failure at another sidecar.</summary>
    private static ActorFailure AcrossSidecars(ActorFailure failure, int retry) => failure.Kind switch
    {
        ActorFailureKind.Unreachable => failure with { Message = $"failed to invoke target after {retry} retries. Error: {failure.Message}" },
        ActorFailureKind.StackDepth => new ActorFailure(ActorFailureKind.App, $"rpc error: code = ResourceExhausted desc = {failure.Message}"),
        _ => new ActorFailure(failure.Kind == ActorFailureKind.Moved ? failure.Kind : ActorFailureKind.App, $"rpc error: code = Internal desc = {ActorErrors.Invoke(failure.Message).Message}", failure.Status),
    };

    /// <summary>The next attempt is made after a second, or as soon as the hosts change.</summary>
    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        var change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void OnChanged() => change.TrySetResult();
        register.Changed += OnChanged;
        try
        {
            await change.Task.WaitAsync(RetryPause, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // nothing has changed; it is looked for once more all the same
        }
        finally
        {
            register.Changed -= OnChanged;
        }
    }
}
