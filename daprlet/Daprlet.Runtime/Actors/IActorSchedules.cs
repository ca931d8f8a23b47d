using Daprlet.Errors;

namespace Daprlet.Actors;

/// <summary>The reminders or the timers of a sidecar's actors, whatever the transport.</summary>
internal interface IActorSchedules
{
    /// <summary>Sets one in the place of the one of its name.</summary>
    /// <returns>Why it was not set; null when it was.</returns>
    Task<ApiError?> RegisterAsync(ActorAddress actor, string name, ScheduleBody body, CancellationToken cancellationToken);

    /// <summary>Ends one; that there is none is fine.</summary>
    Task<ApiError?> UnregisterAsync(ActorAddress actor, string name, CancellationToken cancellationToken);

    /// <summary>One as it was registered.</summary>
    Task<ApiResult<ActorSchedule>> GetAsync(ActorAddress actor, string name, CancellationToken cancellationToken);

    /// <summary>Those of an actor, in the order of their names.</summary>
    Task<ApiResult<IReadOnlyList<ActorSchedule>>> ListAsync(ActorAddress actor, CancellationToken cancellationToken);
}
