#nullable disable annotations
namespace Dapr.Actors.Runtime;

/// <summary>A timer: it ends with its actor's activation.</summary>
public class ActorTimer : ActorTimerToken
{
    /// <inheritdoc cref="ActorTimer(string, ActorId, string, string, byte[], TimeSpan, TimeSpan, TimeSpan)"/>
    public ActorTimer(string actorType, ActorId actorId, string name, string timerCallback, byte[] data, TimeSpan dueTime, TimeSpan period)
        : this(actorType, actorId, name, timerCallback, data, dueTime, period, (TimeSpan?)null)
    {
    }

    /// <param name="timerCallback">The name of a method of the actor's class.</param>
    /// <param name="data">What the method is given, if it takes a parameter.</param>
    /// <param name="dueTime">From now to the first firing; zero for at once.</param>
    /// <param name="period">Between firings; -1 ms for a timer that fires once.</param>
    /// <param name="ttl">How long it exists; not shorter than the due time.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    public ActorTimer(string actorType, ActorId actorId, string name, string timerCallback, byte[] data, TimeSpan dueTime, TimeSpan period, TimeSpan ttl)
        : this(actorType, actorId, name, timerCallback, data, dueTime, period, (TimeSpan?)ttl)
    {
    }

    internal ActorTimer(string actorType, ActorId actorId, string name, string timerCallback, byte[] data, TimeSpan dueTime, TimeSpan period, TimeSpan? ttl)
        : base(actorType, actorId, name)
    {
        TimerTimes.Check(dueTime, period, ttl);
        TimerCallback = timerCallback;
        Data = data;
        DueTime = dueTime;
        Period = period;
        Ttl = ttl;
    }

    /// <summary>The name of the method that is called.</summary>
    public string TimerCallback { get; }

    public byte[] Data { get; }

    public TimeSpan DueTime { get; }

    /// <summary>Between firings; -1 ms if it fires once.</summary>
    public TimeSpan Period { get; }

    /// <summary>How long it exists; null for as long as the activation.</summary>
    public TimeSpan? Ttl { get; }
}
