using System.Globalization;
using Daprlet.Resources;

namespace Daprlet.Expressions;

/// <summary>Moments and spans of time in expressions: their conversions, their parts, their arithmetic (CEL, timestamps and durations).</summary>
internal static class ExpressionTimes
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    private static readonly Dictionary<string, Func<DateTimeOffset, long>> Parts = new(StringComparer.Ordinal)
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

    private static readonly Dictionary<string, Func<TimeSpan, double>> Totals = new(StringComparer.Ordinal)
    {
        ["getHours"] = span => span.TotalHours,
        ["getMinutes"] = span => span.TotalMinutes,
        ["getSeconds"] = span => span.TotalSeconds,
        ["getMilliseconds"] = span => span.TotalMilliseconds,
    };

    public static IEnumerable<string> PartNames => Parts.Keys;

    /// <summary>A moment from RFC 3339, or from seconds since 1970.</summary>
    public static DateTimeOffset Timestamp(object? value) => value switch
    {
        DateTimeOffset time => time,
        string text when DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => time,
        long seconds when seconds is >= -62_135_596_800 and <= 253_402_300_799 => DateTimeOffset.FromUnixTimeSeconds(seconds),
        _ => throw new ExpressionException("the value is no moment"),
    };

    public static TimeSpan Duration(object? value) => value switch
    {
        TimeSpan span => span,
        string text when GoDuration.TryParse(text, out var span) => span,
        _ => throw new ExpressionException("the value is no duration"),
    };

    /// <summary>A part of a moment, or the whole length of a duration in a unit.</summary>
    /// <param name="zone">Where a moment is looked at: a name such as <c>Europe/Vienna</c> or an offset; null for UTC.</param>
    public static long Part(string name, object? value, object? zone) => value switch
    {
        DateTimeOffset time => Parts[name](zone is null ? time.ToUniversalTime() : At(time, zone)),
        TimeSpan span when zone is null && Totals.TryGetValue(name, out var total) => (long)total(span),
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
                ("-", DateTimeOffset later, DateTimeOffset earlier) => later - earlier,
                ("+", TimeSpan a, TimeSpan b) => a + b,
                ("-", TimeSpan a, TimeSpan b) => a - b,
                _ => null,
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new ExpressionException(e.Message);
        }
    }

    /// <summary>As CEL writes it: RFC 3339 in UTC, or seconds with an <c>s</c>.</summary>
    public static string? Text(object? value) => value switch
    {
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture),
        TimeSpan span => span.TotalSeconds.ToString(CultureInfo.InvariantCulture) + "s",
        _ => null,
    };

    private static DateTimeOffset At(DateTimeOffset time, object zone)
    {
        if (zone is string offset && TimeSpan.TryParseExact(offset.TrimStart('+', '-'), "hh\\:mm", CultureInfo.InvariantCulture, out var span) && span < TimeSpan.FromHours(14))
            return time.ToOffset(offset.StartsWith('-') ? -span : span);
        return zone is string name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? TimeZoneInfo.ConvertTime(time, found) : throw new ExpressionException("no such time zone");
    }
}
