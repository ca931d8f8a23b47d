using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Daprlet.Json;

/// <summary>
/// Writes a JSON value as Go does after it has decoded it without a type, which is what Dapr stores: members sorted by name, of repeated
/// ones the last, no white space, numbers of 64 bits, HTML escaped.
/// </summary>
public static class GoJson
{
    /// <summary>What Go reads; what is nested deeper is refused (Go, encoding/json: 10,000 levels).</summary>
    public static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 10_000 };

    /// <summary>Writes a text anew.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a number does not fit 64 bits.</exception>
    public static byte[] Rewrite(ReadOnlySpan<byte> text)
    {
        using var buffer = new ByteBuffer(text.Length);
        var reader = new Utf8JsonReader(text, ReaderOptions);
        JsonField.Next(ref reader);
        Write(ref reader, buffer);
        reader.Read(); // throws where anything follows
        return buffer.Span.ToArray();
    }

    /// <summary>Writes the value that the reader stands at; afterwards the reader stands at its last token.</summary>
    /// <exception cref="JsonException">The text is not JSON, or a number does not fit 64 bits.</exception>
    public static void Write(ref Utf8JsonReader reader, ByteBuffer output)
    {
        var open = new OpenContainers(output);
        while (true)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    open.Begin(reader.TokenType == JsonTokenType.StartObject);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    open.End();
                    break;
                case JsonTokenType.PropertyName:
                    open.BeginMember();
                    WriteString(reader.ValueSpan, output);
                    output.Write((byte)':');
                    break;
                default:
                    open.BeginValue();
                    WriteScalar(ref reader, output);
                    open.EndValue();
                    break;
            }
            if (open.IsEmpty)
                return;
            reader.Read();
        }
    }

    private static void WriteScalar(ref Utf8JsonReader reader, ByteBuffer output)
    {
        if (reader.TokenType == JsonTokenType.String)
            WriteString(reader.ValueSpan, output);
        else if (reader.TokenType == JsonTokenType.Number)
            WriteNumber(reader.ValueSpan, output);
        else
            output.Write(reader.ValueSpan);
    }

    private static void WriteString(ReadOnlySpan<byte> raw, ByteBuffer output)
    {
        if (GoString.IsPlain(raw))
        {
            output.Write((byte)'"');
            output.Write(raw);
            output.Write((byte)'"');
            return;
        }
        var utf8 = ArrayPool<byte>.Shared.Rent(raw.Length * 3);
        GoString.Quote(utf8.AsSpan(0, GoString.Unquote(raw, utf8)), output);
        ArrayPool<byte>.Shared.Return(utf8);
    }

    private static void WriteNumber(ReadOnlySpan<byte> text, ByteBuffer output)
    {
        const int ExactDigits = 15;
        if (text.Length <= ExactDigits && text.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0)
            output.Write(text);
        else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            GoFloat.WriteJson(number, output);
        else
            throw new JsonException($"json: cannot unmarshal number {Encoding.ASCII.GetString(text)} into Go value of type float64");
    }
}
