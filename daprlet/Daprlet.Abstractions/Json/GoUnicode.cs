using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Daprlet.Json;

/// <summary>
/// JSON whose strings are Unicode, as Go makes them: surrogates without their other half and bytes that are no UTF-8 become U+FFFD. For readers of
/// .NET, which refuse such strings where they are looked at.
/// </summary>
internal static class GoUnicode
{
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>The same text where there is nothing to replace.</summary>
    /// <param name="json">Valid JSON but for the Unicode in its strings.</param>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json) => ReplaceSurrogates(ReplaceBytes(json));

    private static ReadOnlyMemory<byte> ReplaceBytes(ReadOnlyMemory<byte> json)
    {
        if (Utf8.IsValid(json.Span))
            return json;
        using var replaced = new ByteBuffer(json.Length * 2);
        for (var rest = json.Span; !rest.IsEmpty;)
        {
            var isValid = Rune.DecodeFromUtf8(rest, out _, out var taken) == OperationStatus.Done;
            taken = isValid ? taken : 1; // Go replaces each byte of a broken sequence
            replaced.Write(isValid ? rest[..taken] : Replacement);
            rest = rest[taken..];
        }
        return replaced.Span.ToArray();
    }

    private static ReadOnlyMemory<byte> ReplaceSurrogates(ReadOnlyMemory<byte> json)
    {
        byte[]? replaced = null;
        for (var at = 0; at < json.Length; at++)
        {
            if (json.Span[at] != '\\')
                continue;
            var unit = Unit(json.Span, at);
            if (unit is { } high && char.IsHighSurrogate(high) && Unit(json.Span, at + 6) is { } low && char.IsLowSurrogate(low))
            {
                at += 11;
                continue;
            }
            if (unit is { } lone && char.IsSurrogate(lone))
                "fffd"u8.CopyTo((replaced ??= json.ToArray()).AsSpan(at + 2));
            at += unit is null ? 1 : 5;
        }
        return replaced ?? json;
    }

    /// <summary>The UTF-16 unit that an escape stands for; null where none begins.</summary>
    private static char? Unit(ReadOnlySpan<byte> json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : null;
}
