using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Daprlet.Json;

/// <summary>
/// Reads the fields of a flat message from JSON as Go's protobuf library does (protojson): names in lower camel case or as the .proto file has them, unknown
/// ones passed over, null as if absent, a field given twice is an error, nothing may follow the object.
/// </summary>
internal ref struct ProtoJsonReader
{
    private Utf8JsonReader _reader;

    /// <exception cref="JsonException">The text does not begin with an object.</exception>
    public ProtoJsonReader(ReadOnlySpan<byte> json)
    {
        _reader = new Utf8JsonReader(json, GoJson.ReaderOptions);
        JsonField.Next(ref _reader);
        JsonField.Expect(ref _reader, JsonTokenType.StartObject, "an object");
    }

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="JsonException">The text is not JSON, the field's name is no Unicode text, or something follows the object.</exception>
    public bool NextField()
    {
        if (JsonField.NextMember(ref _reader))
            return Text() is not null;
        return _reader.Read() ? throw new JsonException("unexpected text after the object") : false;
    }

    /// <summary>Whether the field has one of its two names.</summary>
    public readonly bool Is(ReadOnlySpan<byte> camelCase, ReadOnlySpan<byte> snakeCase) => _reader.ValueTextEquals(camelCase) || _reader.ValueTextEquals(snakeCase);

    /// <summary>The value of a field of type string.</summary>
    /// <param name="earlier">What the field had before: null, if it is not given twice.</param>
    /// <exception cref="JsonException">It is no string of Unicode text, or given twice.</exception>
    public string? ReadString(string? earlier)
    {
        Once(earlier is null);
        if (JsonField.Next(ref _reader) == JsonTokenType.Null)
            return null;
        JsonField.Expect(ref _reader, JsonTokenType.String, "a string");
        return Text();
    }

    /// <summary>The value of a field of type int32: a whole number in any spelling, or a string of one.</summary>
    /// <param name="earlier">What the field had before: null, if it is not given twice.</param>
    /// <exception cref="JsonException">It is neither, does not fit 32 bits, or is given twice.</exception>
    public int? ReadInt32(int? earlier)
    {
        Once(earlier is null);
        if (JsonField.Next(ref _reader) == JsonTokenType.Null)
            return null;
        if (_reader.TokenType == JsonTokenType.String)
            return Int32(OnlyNumber(_reader.ValueSpan));
        JsonField.Expect(ref _reader, JsonTokenType.Number, "a number");
        return Int32(_reader.ValueSpan);
    }

    /// <summary>Passes over the value of the field.</summary>
    public void Skip() => JsonField.Skip(ref _reader);

    private readonly string? Text()
    {
        try
        {
            return _reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("a string is not Unicode text", e);
        }
    }

    private static void Once(bool isFirst)
    {
        if (!isFirst)
            throw new JsonException("a field is given twice");
    }

    /// <summary>A text that is a JSON number and nothing else, not even white space.</summary>
    private static ReadOnlySpan<byte> OnlyNumber(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text);
        var isNumber = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length == text.Length;
        return isNumber ? text : throw new JsonException($"expected a number and found {Encoding.UTF8.GetString(text)}");
    }

    private static int Int32(ReadOnlySpan<byte> number) =>
        double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= int.MinValue and <= int.MaxValue && Math.Floor(value) == value
            ? (int)value
            : throw new JsonException($"expected a whole number of 32 bits and found {Encoding.UTF8.GetString(number)}");
}
