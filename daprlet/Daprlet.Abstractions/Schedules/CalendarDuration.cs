using System.Buffers;
using System.Globalization;
using Daprlet.Resources;

namespace Daprlet.Schedules;

/// <summary>
/// A duration that may count in years, months and days: ISO 8601 as Dapr reads it (<c>P1Y2M3DT4H5M6S</c>, capitals only, whole numbers, in front of it
/// perhaps how often: <c>R5/</c>), or Go's.
/// </summary>
/// <param name="Time">What does not depend on a calendar.</param>
/// <param name="Repetitions">How often; null where nothing is said of it, or <c>R-1</c>: without end.</param>
internal readonly record struct CalendarDuration(int Years, int Months, int Days, TimeSpan Time, int? Repetitions)
{
    private const int Endless = -1;

    private static readonly SearchValues<char> Letters = SearchValues.Create("TYMWDHS");

    public bool HasCalendarPart => Years != 0 || Months != 0 || Days != 0;

    /// <summary>False when the text is neither, or does not fit a <see cref="TimeSpan"/>.</summary>
    public static bool TryParse(string text, out CalendarDuration duration)
    {
        if (TryParseIso(text, out duration))
            return true;
        if (!GoDuration.TryParse(text, out var time))
            return false;
        duration = new CalendarDuration(0, 0, 0, time, null);
        return true;
    }

    /// <summary>The moment that is this far from another one; null when the calendar ends before. Days beyond the end of a month reach into the next one (Go, Time.AddDate).</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        try
        {
            var months = checked((Years * 12) + Months);
            var day = moment.Day - 1;
            return moment.AddDays(-day).AddMonths(months).AddDays(checked(day + Days)) + Time;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static bool TryParseIso(string text, out CalendarDuration duration)
    {
        duration = default;
        var rest = text.AsSpan();
        if (rest.StartsWith("R"))
        {
            var slash = rest.IndexOf('/');
            if (!TryParseNumber(slash < 0 ? rest[1..] : rest[1..slash], out var repetitions))
                return false;
            duration = new CalendarDuration { Repetitions = repetitions == Endless ? null : repetitions };
            rest = slash < 0 ? [] : rest[(slash + 1)..];
            if (rest.IsEmpty)
                return true;
        }
        return text.Length > 1 && rest.StartsWith("P") && TryParseParts(rest[1..], ref duration);
    }

    /// <summary>Numbers with a letter behind each; what has no letter behind it counts for nothing.</summary>
    private static bool TryParseParts(ReadOnlySpan<char> rest, ref CalendarDuration duration)
    {
        var isTime = false;
        while (rest.IndexOfAny(Letters) is >= 0 and var end)
        {
            var number = rest[..end];
            var unit = rest[end];
            rest = rest[(end + 1)..];
            if (unit == 'T' && number.IsEmpty)
                isTime = true;
            else if (TryParseNumber(number, out var count) && duration.Plus(isTime, unit, count) is { } sum)
                duration = sum;
            else
                return false;
        }
        return true;
    }

    private CalendarDuration? Plus(bool isTime, char unit, int count) => (isTime, unit) switch
    {
        (false, 'Y') => this with { Years = count },
        (false, 'M') => this with { Months = count },
        (false, 'W') => PlusDays(count * 7L),
        (false, 'D') => PlusDays(count),
        (true, 'H') => PlusTicks(count * (Int128)TimeSpan.TicksPerHour),
        (true, 'M') => PlusTicks(count * (Int128)TimeSpan.TicksPerMinute),
        (true, 'S') => PlusTicks(count * (Int128)TimeSpan.TicksPerSecond),
        _ => null,
    };

    private CalendarDuration? PlusDays(long more) =>
        Days + more is >= int.MinValue and <= int.MaxValue and var days ? this with { Days = (int)days } : null;

    private CalendarDuration? PlusTicks(Int128 more)
    {
        var ticks = Time.Ticks + more;
        return ticks >= long.MinValue && ticks <= long.MaxValue ? this with { Time = TimeSpan.FromTicks((long)ticks) } : null;
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
