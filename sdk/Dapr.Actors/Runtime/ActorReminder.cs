#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>A reminder: it outlives the process, and wakes its actor.</summary>
public class ActorReminder : ActorReminderToken, IActorReminder
{
    /// <inheritdoc cref="ActorReminder(string, ActorId, string, byte[], TimeSpan, TimeSpan, int?, TimeSpan?)"/>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period)
        : this(actorType, actorId, name, state, dueTime, period, repetitions: null, ttl: null)
    {
    }

    /// <inheritdoc cref="ActorReminder(string, ActorId, string, byte[], TimeSpan, TimeSpan, int?, TimeSpan?)"/>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period, TimeSpan ttl)
        : this(actorType, actorId, name, state, dueTime, period, repetitions: null, ttl)
    {
    }

    /// <param name="dueTime">From now to the first firing; zero for at once.</param>
    /// <param name="period">Between firings; -1 ms for a reminder that fires once.</param>
    /// <param name="repetitions">How often it fires; above zero.</param>
    /// <param name="ttl">How long it exists; not shorter than the due time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time or the number is outside its range.</exception>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period, int? repetitions, TimeSpan? ttl)
        : base(actorType, actorId, name)
    {
        TimerTimes.Check(dueTime, period, ttl);
        if (repetitions <= 0)
            throw new ArgumentOutOfRangeException(nameof(repetitions), $"The repetitions {repetitions} specified must be a valid positive integer.");

        State = state;
        DueTime = dueTime;
        Period = period;
        Repetitions = repetitions;
        Ttl = ttl;
    }

    /// <inheritdoc cref="ActorReminder(string, ActorId, string, byte[], TimeSpan, TimeSpan, int?, TimeSpan?)"/>
    public ActorReminder(string actorType, ActorId actorId, string name, byte[] state, TimeSpan dueTime, TimeSpan period, int? repetitions)
        : this(actorType, actorId, name, state, dueTime, period, repetitions, ttl: null)
    {
    }

    /// <inheritdoc/>
    public byte[] State { get; }

    /// <inheritdoc/>
    public TimeSpan DueTime { get; }

    /// <inheritdoc/>
    public TimeSpan Period { get; }

    /// <summary>How long it exists; null for ever.</summary>
    public TimeSpan? Ttl { get; }

    /// <summary>How often it fires; null if that is not limited.</summary>
    public int? Repetitions { get; }
}
