namespace Daprlet.Scheduling;

/// <summary>How far a reminder has come.</summary>
/// <param name="Time">The time for which it fires next, as its schedule has it.</param>
/// <param name="Attempt">When that is tried: later than <paramref name="Time"/> where attempts have failed.</param>
/// <param name="Failures">How many attempts have failed for this time.</param>
/// <param name="Left">How many times are left with this one; null for no end.</param>
internal readonly record struct ReminderProgress(DateTimeOffset Time, DateTimeOffset Attempt, int Failures, int? Left)
{
    /// <summary>Before the first time; null when there is none.</summary>
    public static ReminderProgress? Begin(ReminderTimes times) => times.First is { } first ? new(first, first, 0, times.Repetitions) : null;

    /// <summary>After a callback that succeeded; null when the reminder is done with. Times that were missed follow at once, each once.</summary>
    public ReminderProgress? Succeeded(ReminderTimes times) => Left != 1 && times.Next(Time) is { } next ? new(next, next, 0, Left - 1) : null;

    /// <summary>After a callback that failed: the next attempt, or when there is none left the next time; null when the reminder is done with.</summary>
    public ReminderProgress? Failed(ReminderTimes times, FailurePolicy policy) => policy.MaxRetries is { } most && Failures >= most
        ? Succeeded(times)
        : this with { Attempt = Attempt + policy.Interval, Failures = Failures + 1 };
}
