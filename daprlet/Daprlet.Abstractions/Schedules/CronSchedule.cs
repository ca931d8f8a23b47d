using System.Diagnostics.CodeAnalysis;
using Daprlet.Resources;

namespace Daprlet.Schedules;

/// <summary>
/// When something happens again and again, as Dapr's cron expressions say it: five fields from minutes on, six from seconds on, a word such as
/// <c>@daily</c>, or <c>@every</c> with a Go duration; with a zone of its own after <c>CRON_TZ=</c> (robfig/cron, which Dapr uses).
/// </summary>
public abstract class CronSchedule
{
    private const string Every = "@every ";
    private const int MaxLength = 1024;

    /// <summary>The first time after a moment; null when there is none within five years, or before the calendar ends.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>Reads an expression.</summary>
    /// <param name="local">The zone of an expression that names none.</param>
    /// <param name="error">What is wrong with it, when the answer is false.</param>
    public static bool TryParse(string text, TimeZoneInfo local, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        if (text.Length > MaxLength)
        {
            error = $"the schedule is longer than {MaxLength} characters";
            return false;
        }
        if (!CronZone.TrySplit(text, local, out var zone, out var expression, out error))
            return false;
        if (expression.StartsWith(Every, StringComparison.Ordinal))
            schedule = Interval(expression[Every.Length..], out error);
        else if (CronFields.TryParse(expression, out var fields, out error))
            schedule = new CalendarSchedule(fields, zone);
        return schedule is not null;
    }

    private static IntervalSchedule? Interval(string text, out string? error)
    {
        var valid = GoDuration.TryParse(text, out var interval) && interval > TimeSpan.Zero;
        error = valid ? null : $"not a duration above zero: {text}";
        return valid ? new IntervalSchedule(interval) : null;
    }
}
