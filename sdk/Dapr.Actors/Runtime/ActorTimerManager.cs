#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>Registers timers and reminders. Tests of an actor put one of their own into <see cref="ActorTestOptions"/>.</summary>
public abstract class ActorTimerManager
{
    protected ActorTimerManager()
    {
    }

    /// <summary>Registers a reminder, in place of one of the same name.</summary>
    public abstract Task RegisterReminderAsync(ActorReminder reminder);

    /// <exception cref="DaprApiException">There is none.</exception>
    public abstract Task<IActorReminder> GetReminderAsync(ActorReminderToken reminder);

    /// <summary>Removes a reminder; nothing happens if there is none.</summary>
    public abstract Task UnregisterReminderAsync(ActorReminderToken reminder);

    /// <summary>Registers a timer, in place of one of the same name.</summary>
    public abstract Task RegisterTimerAsync(ActorTimer timer);

    /// <summary>Removes a timer; nothing happens if there is none.</summary>
    public abstract Task UnregisterTimerAsync(ActorTimerToken timer);
}
