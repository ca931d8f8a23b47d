using System.Globalization;
using System.Text;

namespace Daprlet.Json;

/// <summary>Whole numbers as Go reads them (strconv), and what it says of a text that is none, which reaches users through Dapr's errors.</summary>
public static class GoInteger
{
    /// <param name="function">Go's function, which its message names: <c>ParseInt</c> or <c>Atoi</c>.</param>
    /// <param name="error">What Go says; null when the text is a whole number of 64 bits.</param>
    public static bool TryParse(string text, string function, out long number, out string? error)
    {
        number = 0;
        var reason = !IsNumber(text) ? "invalid syntax"
            : !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) ? "value out of range"
            : null;
        error = reason is null ? null : $"strconv.{function}: parsing {GoQuote.Quote(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)))}: {reason}";
        return reason is null;
    }

    private static bool IsNumber(string text)
    {
        var digits = text.AsSpan(text.StartsWith('+') || text.StartsWith('-') ? 1 : 0);
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
