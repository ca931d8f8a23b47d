namespace Daprlet.Json;

/// <summary>JSON as Go passes it on without decoding it: everything keeps its spelling, but white space goes and what HTML could stumble over is escaped (Go, json.RawMessage).</summary>
internal static class GoCompact
{
    private const string HexDigits = "0123456789abcdef";

    /// <param name="json">Valid JSON.</param>
    public static byte[] Write(ReadOnlySpan<byte> json)
    {
        using var output = new ByteBuffer(json.Length);
        var isString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (!isString && c is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                continue;
            if (c is (byte)'<' or (byte)'>' or (byte)'&')
            {
                Escape(c, output);
                continue;
            }
            if (c == 0xE2 && json[i..] is [_, 0x80, 0xA8 or 0xA9, ..])
            {
                Escape(0x2000 + (json[i + 2] & 0x3F), output); // line and paragraph separator
                i += 2;
                continue;
            }
            output.Write(c);
            if (isString && c == '\\')
                output.Write(json[++i]);
            else if (c == '"')
                isString = !isString;
        }
        return output.Span.ToArray();
    }

    private static void Escape(int character, ByteBuffer output)
    {
        output.Write("\\u"u8);
        for (var shift = 12; shift >= 0; shift -= 4)
            output.Write((byte)HexDigits[(character >> shift) & 0xF]);
    }
}
