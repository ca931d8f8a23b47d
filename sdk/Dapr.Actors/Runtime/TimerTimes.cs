namespace Dapr.Actors.Runtime;

/// <summary>What the times of timers and reminders may be.</summary>
internal static class TimerTimes
{
    /// <exception cref="ArgumentOutOfRangeException">The due time is negative, the period below -1 ms, or the time to live shorter than the due time.</exception>
    public static void Check(TimeSpan dueTime, TimeSpan period, TimeSpan? ttl)
    {
        if (dueTime < TimeSpan.Zero)
            throw OutOfRange(nameof(dueTime), TimeSpan.Zero.TotalMilliseconds);
        if (period < Timeout.InfiniteTimeSpan)
            throw OutOfRange(nameof(period), Timeout.InfiniteTimeSpan.TotalMilliseconds);
        if (ttl < dueTime)
            throw OutOfRange(nameof(ttl), dueTime);
    }

    private static ArgumentOutOfRangeException OutOfRange(string name, object minimum) =>
        new(name, $"TimeSpan TotalMilliseconds specified value must be between {minimum} and {TimeSpan.MaxValue.TotalMilliseconds} ");
}
