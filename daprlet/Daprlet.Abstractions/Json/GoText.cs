using System.Text.Json;

namespace Daprlet.Json;

/// <summary>JSON values as Go's <c>%v</c> writes them once they have been decoded: strings bare, <c>map[a:1 b:[x y]]</c>, <c>&lt;nil&gt;</c>.</summary>
public static class GoText
{
    /// <summary>The text of a value.</summary>
    /// <param name="json">Valid JSON, as <see cref="GoJson"/> writes it.</param>
    public static void Write(ReadOnlySpan<byte> json, ByteBuffer output)
    {
        var reader = new Utf8JsonReader(json, GoJson.ReaderOptions);
        var first = true;
        while (reader.Read())
        {
            var isEnd = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
            if (!first && !isEnd)
                output.Write((byte)' ');
            Write(ref reader, output);
            first = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray or JsonTokenType.PropertyName;
        }
    }

    private static void Write(ref Utf8JsonReader reader, ByteBuffer output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                output.Write("map["u8);
                break;
            case JsonTokenType.StartArray:
                output.Write((byte)'[');
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                output.Write((byte)']');
                break;
            case JsonTokenType.PropertyName:
                WriteString(reader.ValueSpan, output);
                output.Write((byte)':');
                break;
            case JsonTokenType.String:
                WriteString(reader.ValueSpan, output);
                break;
            case JsonTokenType.Number:
                GoFloat.WriteText(reader.GetDouble(), output);
                break;
            case JsonTokenType.Null:
                output.Write("<nil>"u8);
                break;
            default:
                output.Write(reader.ValueSpan);
                break;
        }
    }

    private static void WriteString(ReadOnlySpan<byte> raw, ByteBuffer output)
    {
        if (GoString.IsPlain(raw))
        {
            output.Write(raw);
            return;
        }
        var utf8 = new byte[raw.Length * 3];
        output.Write(utf8.AsSpan(0, GoString.Unquote(raw, utf8)));
    }
}
