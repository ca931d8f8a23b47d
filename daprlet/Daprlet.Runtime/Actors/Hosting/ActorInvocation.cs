using Daprlet.Errors;
using Daprlet.Invocation;
using Daprlet.Resiliency;

namespace Daprlet.Actors.Hosting;

/// <summary>Calls of actors, whatever the transport: what may be called, and what a caller hears of a failure.</summary>
internal sealed class ActorInvocation(IActorHosting hosting, ActorRouter router)
{
    /// <summary>Why an actor is not called; null when it may be.</summary>
    /// <param name="method">As the caller wrote it, as a string of bytes (see <see cref="MethodPath"/>).</param>
    public ApiError? Check(ActorAddress actor, string method) =>
        ActorErrors.Reserved(actor.Type) is { } reserved ? reserved
        : !hosting.IsEnabled ? ActorErrors.NoPlacement
        : ActorNames.Check(actor.Type) is { } wrongType ? ActorErrors.BadParameter("actorType", wrongType)
        : ActorNames.Check(actor.Id) is { } wrongId ? ActorErrors.BadParameter("actorId", wrongId)
        : MethodPath.Check(method) is { } wrongMethod ? ActorErrors.BadMethod(wrongMethod)
        : null;

    /// <summary>Calls an actor that may be called.</summary>
    /// <param name="cancellationToken">Ends every wait; a turn that has begun runs to its end.</param>
    /// <exception cref="OperationCanceledException">Cancelled before the turn began.</exception>
    public async Task<ApiResult<ActorAnswer>> InvokeAsync(ActorCall call, CancellationToken cancellationToken)
    {
        if (!call.Actor.IsComplete)
            return ActorErrors.Invoke(ActorFailure.NoHost(call.Actor));
        try
        {
            var result = await router.InvokeAsync(call, cancellationToken);
            return result.Failure is { } failure ? ActorErrors.Invoke(failure) : result.Answer!;
        }
        catch (PolicyException e)
        {
            return ActorErrors.Invoke(e.Message);
        }
    }
}
