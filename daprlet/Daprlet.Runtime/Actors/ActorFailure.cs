using Grpc.Core;

namespace Daprlet.Actors;

/// <summary>Why a call of an actor has no answer; tells what another attempt may do about it.</summary>
internal enum ActorFailureKind
{
    /// <summary>The app did not answer 200, or could not be called.</summary>
    App,

    /// <summary>The app does not know the method: it will not know it the next time either.</summary>
    UnknownMethod,

    /// <summary>The chain of reentrant calls is too long.</summary>
    StackDepth,

    /// <summary>Nobody hosts the type.</summary>
    NoHost,

    /// <summary>The actor is not, or no longer, where it was looked for.</summary>
    Moved,

    /// <summary>The turn had begun, and was broken off because the actor moves.</summary>
    Interrupted,

    /// <summary>The sidecar that hosts the actor cannot be reached.</summary>
    Unreachable,
}

/// <param name="Message">In Dapr's words; what stands behind <c>error invoke actor method:</c>.</param>
/// <param name="Status">The app's HTTP status, or 0 when there was no answer.</param>
internal sealed record ActorFailure(ActorFailureKind Kind, string Message, int Status = 0)
{
    /// <summary>What a caller over gRPC is told in place of that; null where it is the same.</summary>
    public Status? OverGrpc { get; init; }

    public static ActorFailure Moved { get; } = new(ActorFailureKind.Moved, "remote actor moved");

    public static ActorFailure Interrupted { get; } = Moved with { Kind = ActorFailureKind.Interrupted };

    public static ActorFailure StackDepth { get; } = new(ActorFailureKind.StackDepth, ActorErrors.StackDepth.Message);

    /// <summary>To Dapr, an actor without a type or an id has neither.</summary>
    public static ActorFailure NoHost(ActorAddress actor)
    {
        var message = $"failed to lookup actor: api error: code = FailedPrecondition desc = did not find address for actor '{(actor.IsComplete ? actor : new("", ""))}'";
        return new(ActorFailureKind.NoHost, message) { OverGrpc = new(StatusCode.FailedPrecondition, message) };
    }
}

/// <summary>What became of a call of an actor: one of both is set.</summary>
internal readonly record struct ActorResult(ActorAnswer? Answer, ActorFailure? Failure)
{
    public static implicit operator ActorResult(ActorAnswer answer) => new(answer, null);

    public static implicit operator ActorResult(ActorFailure failure) => new(null, failure);
}
