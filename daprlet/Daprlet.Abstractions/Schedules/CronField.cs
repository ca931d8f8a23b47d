using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Daprlet.Schedules;

/// <summary>One field of a cron expression: the values that it wants, a bit each.</summary>
/// <param name="Bits">Bit n stands for the value n.</param>
/// <param name="IsOpen">Whether the field says <c>*</c> or <c>?</c> without a step, and so leaves the choice of days to another field.</param>
internal readonly record struct CronField(ulong Bits, bool IsOpen)
{
    public bool Has(int value) => (Bits & (1UL << value)) != 0;

    /// <summary>A list with commas of <c>*</c>, <c>?</c>, a value, <c>first-last</c>, each with an optional <c>/step</c>; an open end with a step reaches to the last value.</summary>
    public static bool TryParse(string text, CronFieldRange range, out CronField field, [NotNullWhen(false)] out string? error)
    {
        field = default;
        error = null;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParsePart(part, range, out var values))
            {
                error = $"not {range.Name} between {range.Minimum} and {range.Maximum}: {part}";
                return false;
            }
            field = new CronField(field.Bits | values.Bits, field.IsOpen || values.IsOpen);
        }
        return true;
    }

    private static bool TryParsePart(string part, CronFieldRange range, out CronField field)
    {
        field = default;
        var step = 1;
        var slash = part.Split('/');
        if (slash.Length > 2 || (slash.Length == 2 && (!TryParseNumber(slash[1], out step) || step == 0)))
            return false;
        if (!TryParseBounds(slash[0], range, openEnd: slash.Length == 2, out var first, out var last, out var isStar))
            return false;
        if (first < range.Minimum || last > range.Maximum || first > last)
            return false;
        var bits = 0UL;
        for (var value = first; value <= last; value += Math.Min(step, range.Maximum + 1))
            bits |= 1UL << value;
        field = new CronField(bits, isStar && step == 1);
        return true;
    }

    private static bool TryParseBounds(string text, CronFieldRange range, bool openEnd, out int first, out int last, out bool isStar)
    {
        var bounds = text.Split('-');
        (first, last, isStar) = (range.Minimum, range.Maximum, bounds[0] is "*" or "?");
        if (isStar)
            return true;
        if (bounds.Length > 2 || !TryParseValue(bounds[0], range, out first))
            return false;
        if (bounds.Length == 2)
            return TryParseValue(bounds[1], range, out last);
        last = openEnd ? range.Maximum : first;
        return true;
    }

    private static bool TryParseValue(string text, CronFieldRange range, out int value)
    {
        value = Array.FindIndex(range.Words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase)) + range.Minimum;
        return value >= range.Minimum || TryParseNumber(text, out value);
    }

    private static bool TryParseNumber(string text, out int value) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= 0;
}
