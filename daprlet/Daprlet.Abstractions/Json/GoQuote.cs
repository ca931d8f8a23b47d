using System.Globalization;
using System.Text;

namespace Daprlet.Json;

/// <summary>Text in quotes as Go writes it (fmt, %q), which Dapr's messages do with what a caller sent.</summary>
internal static class GoQuote
{
    /// <param name="bytes">A string of bytes: every character is one byte.</param>
    public static string Quote(string bytes)
    {
        var quoted = new StringBuilder("\"");
        var rest = Encoding.Latin1.GetBytes(bytes).AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) == System.Buffers.OperationStatus.Done)
                Append(quoted, rune);
            else
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{rest[0]:x2}");
            rest = rest[length..];
        }
        return quoted.Append('"').ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune) => _ = rune.Value switch
    {
        '"' => quoted.Append("\\\""),
        '\\' => quoted.Append("\\\\"),
        '\a' => quoted.Append("\\a"),
        '\b' => quoted.Append("\\b"),
        '\f' => quoted.Append("\\f"),
        '\n' => quoted.Append("\\n"),
        '\r' => quoted.Append("\\r"),
        '\t' => quoted.Append("\\t"),
        '\v' => quoted.Append("\\v"),
        < ' ' or 0x7f => quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        _ when IsPrintable(rune) => quoted.Append(rune.ToString()),
        <= 0xffff => quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    /// <summary>Letters, marks, numbers, punctuation, symbols and the blank (Go, strconv.IsPrint).</summary>
    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
