using Daprlet.Errors;
using Grpc.Core;

namespace Daprlet.Actors.Reminders;

/// <summary>What can be wrong with a reminder, in Dapr's words.</summary>
internal static class ReminderErrors
{
    public static ApiError NotHosted { get; } = new(403, "ERR_ACTOR_REMINDER_NON_HOSTED", "operations on actor reminders are only possible on hosted actor types");

    public static ApiError Create(string reason) => new(500, "ERR_ACTOR_REMINDER_CREATE", $"error creating actor reminder: {reason}");

    public static ApiError Get(string reason) => new(500, "ERR_ACTOR_REMINDER_GET", $"error getting actor reminder: {reason}");

    /// <summary>Dapr has no code of its own for this.</summary>
    public static ApiError List(string reason) => new(500, "ERROR", reason) { GrpcStatus = StatusCode.Unknown };

    public static ApiError Delete(string reason) => new(500, "ERR_ACTOR_REMINDER_DELETE", $"error deleting actor reminder: {reason}");

    public static ApiError NotFound(string name) => new(404, "ERR_ACTOR_REMINDER_NOT_FOUND", $"actor reminder not found: {name}");

    public static ApiError Exists(string name) => new(409, "ERR_ACTOR_REMINDER_ALREADY_EXISTS", $"actor reminder already exists: {name}") { GrpcStatus = StatusCode.AlreadyExists };
}
