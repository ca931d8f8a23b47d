using Daprlet.Errors;

namespace Daprlet.Actors.Timers;

/// <summary>What can be wrong with a timer, in Dapr's words.</summary>
internal static class TimerErrors
{
    public static ApiError Create(string reason) => new(500, "ERR_ACTOR_TIMER_CREATE", $"error creating actor timer: {reason}");
}
