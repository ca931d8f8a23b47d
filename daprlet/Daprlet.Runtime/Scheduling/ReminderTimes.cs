using System.Diagnostics.CodeAnalysis;
using Daprlet.Resources;
using Daprlet.Schedules;

namespace Daprlet.Scheduling;

/// <summary>When a reminder fires, as daprd's Scheduler has it.</summary>
/// <param name="First">The first time; null when the reminder ends before it.</param>
/// <param name="Period">From one time to the next, as it was given; null for a reminder that fires once.</param>
/// <param name="Repetitions">How often in all; null for no end.</param>
/// <param name="Expires">Nothing fires after this.</param>
internal sealed record ReminderTimes(DateTimeOffset? First, TimeSpan? Period, int? Repetitions, DateTimeOffset? Expires)
{
    /// <summary>A shorter period, or one that goes backwards, would keep the machine busy with nothing else.</summary>
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    /// <summary>The period as Dapr tells it: <c>@every 1h0m0s</c>; empty when there is none.</summary>
    public string Schedule => Period is { } period ? $"@every {GoDuration.Format(period)}" : "";

    /// <summary>Reads what a registration says; empty texts stand for nothing.</summary>
    /// <param name="period">Years, months and days are refused, and so are cron expressions.</param>
    /// <param name="error">Why the registration is refused, in Dapr's words.</param>
    public static bool TryParse(string dueTime, string period, string ttl, DateTimeOffset now, [NotNullWhen(true)] out ReminderTimes? times, [NotNullWhen(false)] out string? error)
    {
        times = null;
        CalendarDuration every = default;
        error = period.Length > 0 && (!CalendarDuration.TryParse(period, out every) || every.HasCalendarPart)
            ? $"unsupported period format: {period}"
            : TryParseJob(dueTime, period.Length > 0 ? every : null, ttl, now, out times) is { } reason ? $"rpc error: code = Unknown desc = job failed validation: {reason}" : null;
        return error is null;
    }

    /// <summary>The time after one; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset time)
    {
        if (Period is not { } period)
            return null;
        var pause = period > ShortestPeriod ? period : ShortestPeriod;
        return time.UtcDateTime <= DateTime.MaxValue - pause && !(time + pause > Expires) ? time + pause : null;
    }

    private static string? TryParseJob(string dueTime, CalendarDuration? every, string ttl, DateTimeOffset now, out ReminderTimes? times)
    {
        times = null;
        var (isDue, ends) = (dueTime.Length > 0, ttl.Length > 0);
        var due = new PointInTime(now, null);
        PointInTime end = default;
        if (!isDue && every is null)
            return "job must have either a due time or a schedule";
        if (ends && every is null)
            return "job must have a schedule to have a ttl";
        if (isDue && !PointInTime.TryParse(dueTime, now, out due))
            return "due time format not recognized";
        if (due.Repetitions > 0)
            return "repeats not supported for due time";
        if (ends && (!PointInTime.TryParse(ttl, due.At, out end) || end.Repetitions > 0))
            return "ttl format not recognized";
        if (isDue && ends && due.At > end.At)
            return "ttl must be greater than due time";
        times = new ReminderTimes(due.At, every?.Time, every?.Repetitions > 0 ? every.Value.Repetitions : null, ends ? end.At : null);
        if (!isDue)
            times = times with { First = times.Next(now) };
        return null;
    }
}
