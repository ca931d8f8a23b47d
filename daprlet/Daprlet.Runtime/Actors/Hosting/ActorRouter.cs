using Daprlet.Actors.Placement;
using Daprlet.Resiliency;
using Grpc.Core;

namespace Daprlet.Actors.Hosting;

/// <summary>Sends a call to the sidecar that its actor is placed on, and looks for it again when it has moved.</summary>
/// <param name="self">This sidecar as a host.</param>
/// <param name="local">This sidecar's own actors.</param>
internal sealed class ActorRouter(IHostRegister register, string self, ActorRuntime local, ResiliencyPolicies policies, TimeProvider time)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>How long an actor is looked for (Dapr's <c>DaprBuiltInActorNotFoundRetries</c>: five times, a second apart).</summary>
    private static readonly TimeSpan RetryTime = 5 * RetryPause;

    /// <summary>Calls an actor under the policies of its type.</summary>
    /// <param name="cancellationToken">Ends every wait; a turn that has begun runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    /// <exception cref="PolicyException">A policy ended the call.</exception>
    public Task<ActorResult> InvokeAsync(ActorCall call, CancellationToken cancellationToken) =>
        policies.ForActor(call.Actor.Type, call.Actor.Id).RunAsync(token => FindAndInvokeAsync(call, token), cancellationToken, Judge);

    /// <summary>An error that the app reports in an answer is one.</summary>
    private static AttemptOutcome Judge(ActorResult result) => result switch
    {
        { Failure.Kind: ActorFailureKind.UnknownMethod } => AttemptOutcome.FailedFinally(),
        { Failure: not null } => AttemptOutcome.Failed(),
        { Answer.IsError: true } => AttemptOutcome.Failed(),
        _ => AttemptOutcome.Success,
    };

    /// <summary>
    /// Looks for the actor's host for some seconds, unless the type has policies of its own: then they say how often. A turn that a move breaks off is
    /// begun anew where the actor is then, as Dapr does it.
    /// </summary>
    private async Task<ActorResult> FindAndInvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        if (policies.HasActor(call.Actor.Type))
            return await AttemptAsync(call, 0, cancellationToken);
        long? missing = null; // since when it cannot be found
        for (var retry = 0; ; retry++)
        {
            var result = await AttemptAsync(call, retry, cancellationToken);
            if (result.Failure?.Kind == ActorFailureKind.Interrupted)
            {
                missing = null;
                continue; // it waits where it goes
            }
            if (result.Failure?.Kind is not (ActorFailureKind.NoHost or ActorFailureKind.Moved or ActorFailureKind.Unreachable))
                return result;
            missing ??= time.GetTimestamp();
            if (time.GetElapsedTime(missing.Value) >= RetryTime)
                return result;
            await PauseAsync(cancellationToken);
        }
    }

    private async Task<ActorResult> AttemptAsync(ActorCall call, int retry, CancellationToken cancellationToken)
    {
        await local.AwaitMoveAsync(call.Actor.Type, cancellationToken);
        if (local.IsReentrant(call))
            return await local.InvokeAsync(call, cancellationToken);
        Membership membership;
        try
        {
            membership = await register.ReadAsync(fresh: retry > 0 || policies.HasActor(call.Actor.Type), cancellationToken);
        }
        catch (IOException e)
        {
            return new ActorFailure(ActorFailureKind.Unreachable, e.Message);
        }
        if (membership.OwnerOf(call.Actor) is not { } owner)
            return ActorFailure.NoHost(call.Actor);
        if (owner.Id == self)
            return await local.InvokeAsync(call, cancellationToken);
        var result = await owner.Actors.InvokeAsync(call with { IsFromPeer = true }, cancellationToken);
        return result.Failure is { } failure ? AcrossSidecars(failure, retry) : result;
    }

    /// <summary>What a caller is told of a failure at another sidecar: between sidecars it is a status of gRPC, which HTTP's callers see as a text.</summary>
    private static ActorFailure AcrossSidecars(ActorFailure failure, int retry)
    {
        if (failure.Kind == ActorFailureKind.Unreachable)
        {
            var message = $"failed to invoke target after {retry} retries. Error: {failure.Message}";
            return failure with { Message = message, OverGrpc = new(StatusCode.Unavailable, message) };
        }
        var status = failure.Kind == ActorFailureKind.StackDepth
            ? new Status(StatusCode.ResourceExhausted, failure.Message)
            : new Status(StatusCode.Internal, ActorErrors.Invoke(failure.Message).Message);
        var kind = failure.Kind is ActorFailureKind.Moved or ActorFailureKind.Interrupted ? failure.Kind : ActorFailureKind.App;
        return new ActorFailure(kind, $"rpc error: code = {status.StatusCode} desc = {status.Detail}", failure.Status) { OverGrpc = status };
    }

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
