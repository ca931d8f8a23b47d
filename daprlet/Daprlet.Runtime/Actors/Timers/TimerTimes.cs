using System.Diagnostics.CodeAnalysis;
using Daprlet.Schedules;

namespace Daprlet.Actors.Timers;

/// <summary>When a timer fires. Other than reminders', periods may count in years, months and days.</summary>
/// <param name="First">The first time.</param>
/// <param name="Period">From one time to the next; nothing where the timer fires once.</param>
/// <param name="Expires">From this moment on nothing fires.</param>
internal sealed record TimerTimes(DateTimeOffset First, CalendarDuration Period, DateTimeOffset? Expires)
{
    /// <summary>A shorter period, or one that goes backwards, would keep the machine busy with nothing else.</summary>
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromMilliseconds(1);

    /// <summary>Reads what a registration says; empty texts stand for nothing.</summary>
    /// <param name="error">Why the timer is refused, in Dapr's words.</param>
    public static bool TryParse(ScheduleBody body, DateTimeOffset now, [NotNullWhen(true)] out TimerTimes? times, [NotNullWhen(false)] out string? error)
    {
        times = null;
        CalendarDuration period = default;
        if (!TryParsePoint(body.DueTime, now, out var first, out var reason))
            error = $"error parsing timer due time: {reason}";
        else if (body.Period.Length > 0 && !CalendarDuration.TryParse(body.Period, out period))
            error = $"invalid timer period: parse error: unsupported duration format: {body.Period}";
        else if (period.Repetitions == 0)
            error = "invalid timer period: has zero repetitions";
        else if (!TryParsePoint(body.Ttl, first, out var end, out reason))
            error = $"error parsing timer TTL: {reason}";
        else if (body.Ttl.Length > 0 && (now > end || first > end))
            error = $"timer has already expired: dueTime: {first:O} TTL: {body.Ttl}";
        else
            (times, error) = (new TimerTimes(first, period, body.Ttl.Length > 0 ? end : null), null);
        return error is null;
    }

    /// <summary>Whether the timer still fires at a time.</summary>
    public bool IsActiveAt(DateTimeOffset time) => !(time >= Expires);

    /// <summary>The time after one; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset time)
    {
        if (Period is { HasCalendarPart: false, Time.Ticks: 0 } || Period.After(time) is not { } next)
            return null;
        var earliest = time + ShortestPeriod;
        next = next > earliest ? next : earliest;
        return IsActiveAt(next) ? next : null;
    }

    private static bool TryParsePoint(string text, DateTimeOffset from, out DateTimeOffset at, out string reason)
    {
        (at, reason) = (from, "");
        if (text.Length == 0)
            return true;
        if (!PointInTime.TryParse(text, from, out var point))
            reason = $"unsupported time/duration format: {text}";
        else if (point.Repetitions is not null)
            reason = "repetitions are not allowed";
        at = point.At;
        return reason.Length == 0;
    }
}
