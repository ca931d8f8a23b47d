using System.Buffers;
using System.Globalization;

namespace Daprlet.Resources;

/// <summary>Durations as Go writes them: <c>300ms</c>, <c>1h30m</c>, <c>-1.5s</c> (Go, time.ParseDuration).</summary>
public static class GoDuration
{
    /// <summary>False when the text is not a duration or does not fit a <see cref="TimeSpan"/>.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var rest = text.AsSpan();
        var negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        decimal ticks = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits < 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
                return false;
            rest = rest[digits..];
            if (TicksPerUnit(ref rest) is not { } unit)
                return false;
            if (count > (long.MaxValue - ticks) / unit)
                return false;
            ticks += count * unit;
        }
        duration = TimeSpan.FromTicks(negative ? -(long)ticks : (long)ticks);
        return true;
    }

    /// <summary>As Go writes it: <c>1h0m0s</c>, <c>1.5s</c>, <c>20ms</c>, <c>0s</c> (Go, Duration.String).</summary>
    public static string Format(TimeSpan duration)
    {
        var ticks = Math.Abs((decimal)duration.Ticks);
        var sign = duration < TimeSpan.Zero ? "-" : "";
        var (unit, name) = ticks switch
        {
            0 => (1m, "s"),
            < TimeSpan.TicksPerMicrosecond => (0.01m, "ns"),
            < TimeSpan.TicksPerMillisecond => (TimeSpan.TicksPerMicrosecond, "µs"),
            < TimeSpan.TicksPerSecond => (TimeSpan.TicksPerMillisecond, "ms"),
            _ => (TimeSpan.TicksPerSecond, "s"),
        };
        var hours = decimal.Truncate(ticks / TimeSpan.TicksPerHour);
        var minutes = decimal.Truncate(ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute);
        var front = hours > 0 ? $"{hours}h{minutes}m" : minutes > 0 ? $"{minutes}m" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{front}{ticks % TimeSpan.TicksPerMinute / unit:0.#########}{name}");
    }

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static decimal? TicksPerUnit(ref ReadOnlySpan<char> rest)
    {
        foreach (var (name, ticks) in Units)
        {
            if (!rest.StartsWith(name))
                continue;
            rest = rest[name.Length..];
            return ticks;
        }
        return null;
    }

    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", 10m), ("µs", 10m), ("μs", 10m), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];
}
