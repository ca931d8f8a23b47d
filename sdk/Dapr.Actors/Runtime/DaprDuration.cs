using System.Globalization;
using System.Text.RegularExpressions;

namespace Dapr.Actors.Runtime;

/// <summary>Durations as the sidecar writes them: Go's (<c>1h0m5.5s</c>), <c>@every</c> with one of them, named ones (<c>@daily</c>), and ISO 8601 with repetitions.</summary>
internal static partial class DaprDuration
{
    private static readonly Dictionary<string, TimeSpan> Named = new(StringComparer.Ordinal)
    {
        ["@yearly"] = TimeSpan.FromDays(365),
        ["@monthly"] = TimeSpan.FromDays(30),
        ["@weekly"] = TimeSpan.FromDays(7),
        ["@daily"] = TimeSpan.FromDays(1),
        ["@midnight"] = TimeSpan.FromDays(1),
        ["@hourly"] = TimeSpan.FromHours(1),
    };

    /// <summary>Hours, minutes, seconds and milliseconds; empty for a negative time.</summary>
    public static string Format(TimeSpan value) => value < TimeSpan.Zero ? "" : $"{(value.Days * 24) + value.Hours}h{value.Minutes}m{value.Seconds}s{value.Milliseconds}ms";

    /// <summary>As <see cref="Format"/>, or in ISO 8601 if the repetitions are limited.</summary>
    /// <exception cref="ArgumentException">The repetitions are limited and the period has milliseconds, which ISO 8601 cannot say here.</exception>
    public static string FormatPeriod(TimeSpan value, int? repetitions)
    {
        if (repetitions is null)
            return Format(value);
        if (value.Milliseconds > 0)
            throw new ArgumentException("The TimeSpan value, combined with repetition cannot be in milliseconds.", nameof(value));

        return $"R{repetitions}/P{Part(value.Days, 'D')}T{Part(value.Hours, 'H')}{Part(value.Minutes, 'M')}{Part(value.Seconds, 'S')}";
    }

    /// <returns>-1 ms for an empty text.</returns>
    /// <exception cref="FormatException">The text is no duration.</exception>
    /// <exception cref="OverflowException">The duration is longer than a <see cref="TimeSpan"/> can be.</exception>
    public static TimeSpan Parse(string text)
    {
        if (text.Length == 0)
            return Timeout.InfiniteTimeSpan;
        if (Named.TryGetValue(text, out var named))
            return named;
        if (Iso8601().Match(text) is { Success: true } iso)
            return ParseIso8601(iso);

        return ParseGo(text.StartsWith("@every ", StringComparison.Ordinal) ? text["@every ".Length..] : text);
    }

    private static TimeSpan ParseIso8601(Match match)
    {
        var days = (Number("year") * 365) + (Number("month") * 30) + (Number("week") * 7) + Number("day");
        return new TimeSpan(days, Number("hour"), Number("minute"), Number("second"));

        int Number(string group) => match.Groups[group] is { Success: true } number ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 0;
    }

    private static TimeSpan ParseGo(string text)
    {
        var match = Go().Match(text);
        if (!match.Success)
            throw new FormatException($"'{text}' is not a duration.");

        var values = match.Groups["value"].Captures;
        var units = match.Groups["unit"].Captures;
        return values.Select((value, index) => double.Parse(value.ValueSpan, CultureInfo.InvariantCulture) * Unit(units[index].Value))
            .Aggregate(TimeSpan.Zero, (sum, ticks) => sum + TimeSpan.FromTicks(checked((long)ticks)));
    }

    private static double Unit(string name) => name switch
    {
        "h" => TimeSpan.TicksPerHour,
        "m" => TimeSpan.TicksPerMinute,
        "s" => TimeSpan.TicksPerSecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "ns" => 1.0 / TimeSpan.NanosecondsPerTick,
        _ => TimeSpan.TicksPerMicrosecond,
    };

    private static string Part(int value, char unit) => value > 0 ? $"{value}{unit}" : "";

    [GeneratedRegex(@"^(R\d+/)?P((?<year>\d+)Y)?((?<month>\d+)M)?((?<week>\d+)W)?((?<day>\d+)D)?(T((?<hour>\d+)H)?((?<minute>\d+)M)?((?<second>\d+)S)?)?$")]
    private static partial Regex Iso8601();

    [GeneratedRegex(@"^((?<value>\d+(\.\d+)?)(?<unit>ns|us|µs|μs|ms|s|m|h))+$")]
    private static partial Regex Go();
}
