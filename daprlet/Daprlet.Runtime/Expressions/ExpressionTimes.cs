using System.Globalization;
using System.Text.RegularExpressions;
using Daprlet.Json;
using Daprlet.Resources;
using Daprlet.Schedules;

namespace Daprlet.Expressions;

/// <summary>Moments and spans of time in expressions: their conversions, their parts, their arithmetic (CEL, timestamps and durations).</summary>
internal static partial class ExpressionTimes
{
    /// <summary>Durations are as long as Go's: nanoseconds in 64 bits.</summary>
    private static readonly TimeSpan MaxDuration = TimeSpan.FromTicks(long.MaxValue / TimeSpan.NanosecondsPerTick);

    private static readonly Dictionary<string, Func<DateTime, long>> Parts = new(StringComparer.Ordinal)
    {
        ["getFullYear"] = time => time.Year,
        ["getMonth"] = time => time.Month - 1,
        ["getDayOfYear"] = time => time.DayOfYear - 1,
        ["getDayOfMonth"] = time => time.Day - 1,
        ["getDate"] = time => time.Day,
        ["getDayOfWeek"] = time => (long)time.DayOfWeek,
        ["getHours"] = time => time.Hour,
        ["getMinutes"] = time => time.Minute,
        ["getSeconds"] = time => time.Second,
        ["getMilliseconds"] = time => time.Millisecond,
    };

    private static readonly Dictionary<string, long> Units = new(StringComparer.Ordinal)
    {
        ["getHours"] = TimeSpan.TicksPerHour,
        ["getMinutes"] = TimeSpan.TicksPerMinute,
        ["getSeconds"] = TimeSpan.TicksPerSecond,
        ["getMilliseconds"] = TimeSpan.TicksPerMillisecond,
    };

    public static IEnumerable<string> PartNames => Parts.Keys;

    /// <summary>A moment from RFC 3339, or from seconds since 1970.</summary>
    public static DateTimeOffset Timestamp(object? value) => value switch
    {
        DateTimeOffset time => time,
        string text when PointInTime.TryParseMoment(text, out var time) => time,
        long seconds and >= -62_135_596_800 and <= 253_402_300_799 => DateTimeOffset.FromUnixTimeSeconds(seconds),
        _ => throw new ExpressionException("the value is no moment"),
    };

    public static TimeSpan Duration(object? value) => value switch
    {
        TimeSpan span => span,
        string text when GoDuration.TryParse(text, out var span) => Checked(span),
        _ => throw new ExpressionException("the value is no duration"),
    };

    private static TimeSpan Checked(TimeSpan span) => span <= MaxDuration && span >= -MaxDuration ? span : throw new ExpressionException("a duration has 64 bits of nanoseconds");

    /// <summary>A part of a moment, or the whole length of a duration in a unit.</summary>
    /// <param name="zone">Where a moment is looked at: a name such as <c>Europe/Vienna</c> or an offset; null for its own.</param>
    public static long Part(string name, object? value, object? zone) => value switch
    {
        DateTimeOffset time => Parts[name](zone is null ? time.DateTime : At(time, zone)),
        TimeSpan span when zone is null && Units.TryGetValue(name, out var unit) => span.Ticks / unit,
        _ => throw new ExpressionException($"the value has no {name}"),
    };

    /// <summary>Sums and differences; null when the two have none.</summary>
    public static object? Calculate(string symbol, object? left, object? right)
    {
        try
        {
            return (symbol, left, right) switch
            {
                ("+", DateTimeOffset time, TimeSpan span) => time + span,
                ("+", TimeSpan span, DateTimeOffset time) => time + span,
                ("-", DateTimeOffset time, TimeSpan span) => time - span,
                ("-", DateTimeOffset later, DateTimeOffset earlier) => Checked(later - earlier),
                ("+", TimeSpan a, TimeSpan b) => Checked(a + b),
                ("-", TimeSpan a, TimeSpan b) => Checked(a - b),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            throw OutOfCalendar();
        }
    }

    /// <summary>As cel-go writes it: RFC 3339 in its own offset, or seconds with an <c>s</c>.</summary>
    public static string? Text(object? value) => value switch
    {
        DateTimeOffset time => Rfc3339.Precise(time),
        TimeSpan span => ((decimal)span.Ticks / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture) + "s",
        _ => null,
    };

    private static DateTime At(DateTimeOffset time, object zone)
    {
        try
        {
            return time.UtcDateTime + Offset(time, zone);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw OutOfCalendar();
        }
    }

    private static TimeSpan Offset(DateTimeOffset time, object zone)
    {
        if (zone is string text && OffsetPattern().Match(text) is { Success: true } match)
        {
            var offset = new TimeSpan(Number(match.Groups["hours"]), Number(match.Groups["minutes"]), 0);
            return text[0] == '-' ? -offset : offset;
        }
        // Go knows the names of the time zone database alone, in the case in which they stand there.
        if (zone is string name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) && found.HasIanaId && found.Id == name)
            return found.GetUtcOffset(time);
        throw new ExpressionException("no such time zone");
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static ExpressionException OutOfCalendar() => new("a moment lies between the years 1 and 9999");

    [GeneratedRegex(@"^[+-]?(?<hours>[0-9]{1,2}):(?<minutes>[0-9]{1,2})\z", RegexOptions.ExplicitCapture)]
    private static partial Regex OffsetPattern();
}
