using System.Globalization;
using System.Text.Json;

namespace Daprlet.Secrets;

/// <summary>A scalar as Go's <c>fmt.Sprintf("%s", v)</c> writes it, which daprd uses for the values of a secrets file: what is not text comes out marked.</summary>
internal static class GoText
{
    private const int LeastPlainExponent = -4;
    private const int LeastScientificExponent = 6;

    public static string Of(JsonElement scalar) => scalar.ValueKind switch
    {
        JsonValueKind.String => scalar.GetString()!,
        JsonValueKind.True => "%!s(bool=true)",
        JsonValueKind.False => "%!s(bool=false)",
        JsonValueKind.Number => $"%!s(float64={Number(scalar.GetDouble())})",
        _ => "%!s(<nil>)",
    };

    /// <summary>The shortest digits that mean the number, with an exponent where it is below 1e-4 or from 1e6 on (Go, verb %v of a float64).</summary>
    private static string Number(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var sign = text.StartsWith('-') ? "-" : "";
        var parts = text[sign.Length..].Split('E');
        var mantissa = parts[0].Split('.');
        var all = mantissa[0] + (mantissa.Length > 1 ? mantissa[1] : "");
        var digits = all.TrimStart('0');
        if (digits.Length == 0)
            return sign + "0";
        var point = mantissa[0].Length + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        var exponent = point - 1 - (all.Length - digits.Length);
        return exponent is < LeastPlainExponent or >= LeastScientificExponent ? sign + Scientific(digits.TrimEnd('0'), exponent) : text;
    }

    private static string Scientific(string digits, int exponent) =>
        $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
}
