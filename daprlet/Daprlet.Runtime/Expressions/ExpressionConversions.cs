using System.Globalization;
using System.Text;
using Daprlet.Json;

namespace Daprlet.Expressions;

/// <summary>The conversions of expressions: what a value becomes by the name of a type (CEL, standard definitions).</summary>
internal static class ExpressionConversions
{
    /// <summary>2 to the power of 63, as a number with a fraction.</summary>
    private const double PowerOf63 = 9.2233720368547758E18;

    private const NumberStyles Sign = NumberStyles.AllowLeadingSign;

    /// <summary>Numbers lose their fraction; a moment becomes its seconds since 1970, a duration its nanoseconds.</summary>
    public static long Integer(object? value) => value switch
    {
        long whole => whole,
        ulong whole when whole <= long.MaxValue => (long)whole,
        double real when real is > -PowerOf63 and < PowerOf63 => (long)real,
        string text when long.TryParse(text, Sign, CultureInfo.InvariantCulture, out var whole) => whole,
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        TimeSpan span => span.Ticks * TimeSpan.NanosecondsPerTick,
        _ => throw new ExpressionException("the value is no whole number"),
    };

    public static ulong Unsigned(object? value) => value switch
    {
        ulong whole => whole,
        long whole and >= 0 => (ulong)whole,
        double real when real is >= 0 and < 2 * PowerOf63 => (ulong)real,
        string text when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => throw new ExpressionException("the value is no whole number of 0 or more"),
    };

    public static double Real(object? value) => value switch
    {
        long whole => whole,
        ulong whole => whole,
        double real => real,
        string text when RealOf(text) is { } real => real,
        _ => throw new ExpressionException("the value is no number"),
    };

    public static bool Bool(object? value) => value switch
    {
        bool answer => answer,
        "true" or "True" or "TRUE" or "t" or "T" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "F" or "0" => false,
        _ => throw new ExpressionException("the value is neither true nor false"),
    };

    public static ExpressionBytes Bytes(object? value) => value switch
    {
        ExpressionBytes bytes => bytes,
        string text => new ExpressionBytes(Encoding.UTF8.GetBytes(text)),
        _ => throw new ExpressionException("the value is neither bytes nor a text"),
    };

    /// <summary>Bytes must be UTF-8.</summary>
    public static string Text(object? value) => value switch
    {
        string text => text,
        bool answer => answer ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        ulong whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => Text(real),
        ExpressionBytes bytes => bytes.ToText() ?? throw new ExpressionException("invalid UTF-8 in bytes, cannot convert to string"),
        _ => ExpressionTimes.Text(value) ?? throw new ExpressionException("the value is no text"),
    };

    private static string Text(double value)
    {
        if (!double.IsFinite(value))
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        using var text = new ByteBuffer(32);
        GoFloat.WriteText(value, text);
        return Encoding.ASCII.GetString(text.Span);
    }

    /// <summary>As Go reads it: no blanks, and words for what is no finite number.</summary>
    private static double? RealOf(string text) => text.TrimStart('+', '-').ToUpperInvariant() switch
    {
        "INF" or "INFINITY" when text.Count(c => c is '+' or '-') <= 1 => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
        "NAN" when text.Length == 3 => double.NaN,
        _ => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real : null,
    };
}
