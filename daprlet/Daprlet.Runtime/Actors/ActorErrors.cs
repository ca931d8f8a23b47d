using Daprlet.Errors;
using Grpc.Core;

namespace Daprlet.Actors;

/// <summary>The actor API's errors as Dapr writes them.</summary>
internal static class ActorErrors
{
    private const string InvokeMethod = "ERR_ACTOR_INVOKE_METHOD";
    private const string InvalidRequest = "ERR_BAD_REQUEST";
    private const string ReservedPrefix = "dapr.internal.";

    public static ApiError NoPlacement { get; } = new(400, "ERR_ACTOR_NO_PLACEMENT", "placement service is not configured") { GrpcStatus = StatusCode.Unavailable };

    public static ApiError NoStateStore { get; } = new(500, "ERR_ACTOR_RUNTIME_NOT_FOUND",
        "the state store is not configured to use the actor runtime. Have you set the - name: actorStateStore value: \"true\" in your state store component file?");

    public static ApiError NotActive { get; } = new(400, "ERR_ACTOR_INSTANCE_MISSING", "actor instance is missing") { GrpcStatus = StatusCode.Internal };

    public static ApiError StackDepth { get; } = new(500, "ERR_ACTOR_STACK_DEPTH", "maximum stack depth exceeded") { GrpcStatus = StatusCode.ResourceExhausted };

    /// <summary>Why actors of a type, their state, reminders and timers are nobody's to touch; null when they are.</summary>
    public static ApiError? Reserved(string type) => type.StartsWith(ReservedPrefix, StringComparison.Ordinal)
        ? new(403, "ERR_ACTOR_TYPE_RESERVED", $"actor type \"{type}\" is reserved for the Dapr workflow runtime; direct actor API access is not permitted")
        : null;

    public static ApiError BadRequest(string reason) => new(400, InvalidRequest, $"invalid request: {reason}");

    /// <param name="parameter">Such as <c>actorType</c>.</param>
    public static ApiError BadParameter(string parameter, string reason) => BadRequest($"invalid {parameter}: {reason}") with { OverGrpc = InvalidArgument($"invalid {parameter}: {reason}") };

    public static ApiError BadMethod(string reason) => BadRequest(reason) with { OverGrpc = InvalidArgument($"invalid actor method: {reason}") };

    public static ApiError Malformed(string reason) => new(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {reason}");

    public static ApiError Invoke(string reason) => new(500, InvokeMethod, $"error invoke actor method: {reason}");

    public static ApiError Invoke(ActorFailure failure) => failure.Kind == ActorFailureKind.StackDepth ? StackDepth
        : Invoke(failure.Message) with { OverGrpc = failure.OverGrpc is { } status ? new(500, InvokeMethod, status.Detail) { GrpcStatus = status.StatusCode } : null };

    public static ApiError GetState(string reason) => new(500, "ERR_ACTOR_STATE_GET", $"error getting actor state: {reason}");

    public static ApiError SaveState(string reason) => new(500, "ERR_ACTOR_STATE_TRANSACTION_SAVE", $"error saving actor transaction state: {reason}");

    private static ApiError InvalidArgument(string message) => new(400, InvalidRequest, message);
}
