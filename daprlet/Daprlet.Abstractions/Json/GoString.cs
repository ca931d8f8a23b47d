using System.Buffers;
using System.Globalization;
using System.Text;

namespace Daprlet.Json;

/// <summary>JSON strings as Go reads and writes them (encoding/json): what is not UTF-8 becomes U+FFFD, HTML is escaped.</summary>
public static class GoString
{
    private static readonly Rune Replacement = Rune.ReplacementChar;

    // Neither escaped nor looked at: everything in ASCII but what Go escapes.
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x60).Select(b => (byte)b).Where(b => !"\"\\<>&".Contains((char)b, StringComparison.Ordinal))]);

    /// <summary>Whether the text between two quotes is, byte for byte, what Go would write for it.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> text) => text.IndexOfAnyExcept(Plain) < 0;

    /// <summary>The string that stands between two quotes of valid JSON.</summary>
    public static string Decode(ReadOnlySpan<byte> raw)
    {
        if (IsPlain(raw))
            return Encoding.ASCII.GetString(raw);
        var bytes = ArrayPool<byte>.Shared.Rent(raw.Length * 3);
        var text = Encoding.UTF8.GetString(bytes.AsSpan(0, Unquote(raw, bytes)));
        ArrayPool<byte>.Shared.Return(bytes);
        return text;
    }

    /// <summary>Resolves the escapes of what stands between two quotes of valid JSON.</summary>
    /// <param name="utf8">Takes the text, valid UTF-8; three times as long as <paramref name="raw"/> is enough.</param>
    /// <returns>The number of bytes written.</returns>
    public static int Unquote(ReadOnlySpan<byte> raw, Span<byte> utf8)
    {
        var written = 0;
        while (!raw.IsEmpty)
        {
            Rune rune;
            int taken;
            if (raw[0] == '\\')
                rune = Unescape(raw, out taken);
            else if (Rune.DecodeFromUtf8(raw, out rune, out taken) != OperationStatus.Done)
                taken = 1; // Go replaces each byte of a broken sequence
            written += rune.EncodeToUtf8(utf8[written..]);
            raw = raw[taken..];
        }
        return written;
    }

    /// <summary>Writes a string in quotes.</summary>
    /// <param name="utf8">Valid UTF-8.</param>
    public static void Quote(ReadOnlySpan<byte> utf8, ByteBuffer output)
    {
        output.Write((byte)'"');
        while (!utf8.IsEmpty)
        {
            var plain = utf8.IndexOfAnyExcept(Plain);
            output.Write(plain < 0 ? utf8 : utf8[..plain]);
            if (plain < 0)
                break;
            utf8 = utf8[plain..];
            Rune.DecodeFromUtf8(utf8, out var rune, out var taken);
            Escape(rune, utf8[..taken], output);
            utf8 = utf8[taken..];
        }
        output.Write((byte)'"');
    }

    private static void Escape(Rune rune, ReadOnlySpan<byte> utf8, ByteBuffer output)
    {
        var escape = rune.Value switch
        {
            '"' => "\\\""u8,
            '\\' => @"\\"u8,
            '\b' => @"\b"u8,
            '\f' => @"\f"u8,
            '\n' => @"\n"u8,
            '\r' => @"\r"u8,
            '\t' => @"\t"u8,
            '<' => @"\u003c"u8,
            '>' => @"\u003e"u8,
            '&' => @"\u0026"u8,
            0x2028 => @"\u2028"u8,
            0x2029 => @"\u2029"u8,
            _ => default,
        };
        if (rune.Value < 0x20 && escape.IsEmpty)
        {
            output.Write(@"\u00"u8);
            output.Write(HexDigit(rune.Value >> 4));
            output.Write(HexDigit(rune.Value & 15));
        }
        else
        {
            output.Write(escape.IsEmpty ? utf8 : escape);
        }
    }

    private static byte HexDigit(int value) => "0123456789abcdef"u8[value];

    private static Rune Unescape(ReadOnlySpan<byte> raw, out int taken)
    {
        taken = 2;
        switch (raw[1])
        {
            case (byte)'b': return new Rune('\b');
            case (byte)'f': return new Rune('\f');
            case (byte)'n': return new Rune('\n');
            case (byte)'r': return new Rune('\r');
            case (byte)'t': return new Rune('\t');
            case (byte)'u': break;
            default: return new Rune(raw[1]);
        }
        taken = 6;
        var unit = Unit(raw[2..]);
        if (Rune.TryCreate(unit, out var rune))
            return rune;
        if (raw.Length < 12 || raw[6] != '\\' || raw[7] != 'u' || !Rune.TryCreate(unit, Unit(raw[8..]), out rune))
            return Replacement;
        taken = 12;
        return rune;
    }

    private static char Unit(ReadOnlySpan<byte> hex) => (char)ushort.Parse(hex[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
