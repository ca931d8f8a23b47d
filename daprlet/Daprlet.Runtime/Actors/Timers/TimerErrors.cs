using Daprlet.Errors;

namespace Daprlet.Actors.Timers;

/// <summary>What can be wrong with a timer, in Dapr's words.</summary>
internal static class TimerErrors
{
    public static ApiError NotHosted { get; } = new(403, "ERR_ACTOR_TIMER_NON_HOSTED", "operations on actor timers are only possible on hosted actor types");

    public static ApiError NotOwned { get; } = new(403, "ERR_ACTOR_TIMER_NOT_OWNED", "operations on actor timers are only possible on the host that owns the actor");

    public static ApiError Create(string reason) => new(500, "ERR_ACTOR_TIMER_CREATE", $"error creating actor timer: {reason}");

    public static ApiError NotFound(string name) => new(404, "ERR_ACTOR_TIMER_NOT_FOUND", $"actor timer not found: {name}");
}
