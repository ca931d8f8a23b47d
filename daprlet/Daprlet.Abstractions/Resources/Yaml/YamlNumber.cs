using System.Globalization;
using System.Text.RegularExpressions;

namespace Daprlet.Resources.Yaml;

/// <summary>Numbers as Go's YAML decoders read them: <c>0x1F</c>, <c>0o17</c>, <c>017</c>, <c>0b11</c>, <c>1_000</c>, <c>1.5e3</c>.</summary>
internal static partial class YamlNumber
{
    /// <summary>The number as Go writes it in JSON. Null when the text is no number, or one that does not fit: then it stays the text it is.</summary>
    public static string? ToJson(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
            return null;
        var plain = text[0] == '.' ? text : text.Replace("_", "", StringComparison.Ordinal);
        return Whole(plain) ?? (Real().IsMatch(plain) ? RealToJson(plain) : null);
    }

    private static string? Whole(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        if (text.Length - digits.Length > 1)
            return null;
        var (radix, prefix) = digits switch
        {
            ['0', 'x' or 'X', _, ..] => (16ul, 2),
            ['0', 'o' or 'O', _, ..] => (8ul, 2),
            ['0', 'b' or 'B', _, ..] => (2ul, 2),
            ['0', _, ..] => (8ul, 1),
            _ => (10ul, 0),
        };
        if (Magnitude(digits[prefix..], radix) is not { } magnitude)
            return null;
        var isNegative = text[0] == '-';
        if (isNegative && magnitude > (ulong)long.MaxValue + 1)
            return null;
        return (isNegative && magnitude > 0 ? "-" : "") + magnitude.ToString(CultureInfo.InvariantCulture);
    }

    private static ulong? Magnitude(ReadOnlySpan<char> digits, ulong radix)
    {
        ulong sum = 0;
        foreach (var character in digits)
        {
            var digit = char.IsAsciiHexDigit(character) ? (ulong)Convert.ToInt32(character.ToString(), 16) : radix;
            if (digit >= radix || sum > (ulong.MaxValue - digit) / radix)
                return null;
            sum = sum * radix + digit;
        }
        return digits.IsEmpty ? null : sum;
    }

    private static string? RealToJson(string text)
    {
        var isWhole = text.AsSpan().IndexOfAny(".eE") < 0;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number) || (isWhole && Math.Abs(number) >= ulong.MaxValue))
            return null;
        if (number == 0)
            return double.IsNegative(number) ? "-0" : "0";
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (Math.Abs(number) is >= 1e-6 and < 1e21)
            return decimal.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        var parts = shortest.Split('E');
        var exponent = int.Parse(parts[1], CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{parts[0]}e{exponent:+0;-0}");
    }

    [GeneratedRegex(@"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\z")]
    private static partial Regex Real();
}
