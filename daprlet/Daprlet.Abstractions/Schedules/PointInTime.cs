using System.Globalization;
using System.Text.RegularExpressions;

namespace Daprlet.Schedules;

/// <summary>When something is due or ends: a moment (RFC 3339) or a duration from another moment on.</summary>
/// <param name="Repetitions">What the duration says of repetitions, which Dapr allows nowhere here; null when it says nothing or <c>R-1</c>.</param>
internal readonly partial record struct PointInTime(DateTimeOffset At, int? Repetitions)
{
    private const int TickDigits = 7;

    /// <param name="from">What a duration counts from.</param>
    /// <returns>False when the text is neither, or lies outside of the calendar.</returns>
    public static bool TryParse(string text, DateTimeOffset from, out PointInTime point)
    {
        point = default;
        if (CalendarDuration.TryParse(text, out var duration))
        {
            var at = duration.After(from);
            point = new PointInTime(at.GetValueOrDefault(), duration.Repetitions);
            return at is not null;
        }
        if (!TryParseMoment(text, out var moment))
            return false;
        point = new PointInTime(moment, null);
        return true;
    }

    /// <summary>Whether a text is a moment, and which.</summary>
    public static bool TryParseMoment(string text, out DateTimeOffset moment)
    {
        moment = default;
        var match = Rfc3339().Match(text);
        if (!match.Success)
            return false;
        var fraction = match.Groups["fraction"].Value;
        var exact = $"{match.Groups["time"].Value}.{fraction[..Math.Min(TickDigits, fraction.Length)].PadRight(TickDigits, '0')}{match.Groups["zone"].Value}";
        return DateTimeOffset.TryParseExact(exact, "yyyy-MM-dd'T'HH:mm:ss.fffffffK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment);
    }

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.(?<fraction>\d+))?(?<zone>Z|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Rfc3339();
}
