using System.Text.Json;

namespace Daprlet.Json;

/// <summary>Reads members of a JSON object as Go decodes them into a struct: any letter case, null as if absent, a wrong type is an error.</summary>
public static class JsonField
{
    /// <summary>Moves to the next token.</summary>
    /// <exception cref="JsonException">The text ends or is not JSON.</exception>
    public static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : throw new JsonException("unexpected EOF");

    /// <summary>Whether the reader stands at null.</summary>
    public static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    /// <exception cref="JsonException">The reader stands at something else.</exception>
    public static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (reader.TokenType != type)
            throw new JsonException($"expected {what} and found {reader.TokenType}");
    }

    /// <summary>Enters the object that the reader stands at; false for null.</summary>
    /// <exception cref="JsonException">The reader stands at something else.</exception>
    public static bool BeginObject(ref Utf8JsonReader reader)
    {
        if (IsNull(ref reader))
            return false;
        Expect(ref reader, JsonTokenType.StartObject, "an object");
        return true;
    }

    /// <summary>Moves to the name of the object's next member; false at its end.</summary>
    public static bool NextMember(ref Utf8JsonReader reader) => Next(ref reader) == JsonTokenType.PropertyName;

    /// <summary>Whether the member whose name the reader stands at is the one asked for. A name that is no Unicode is another's (Go: it has U+FFFD in it).</summary>
    /// <param name="name">In ASCII.</param>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(reader.ValueSpan, name) || (!GoString.IsPlain(reader.ValueSpan) && System.Text.Ascii.EqualsIgnoreCase(name, Folded(GoString.Decode(reader.ValueSpan))));

    /// <summary>With the two letters beyond ASCII that Go takes for the same as one in ASCII (encoding/json: simple case folding).</summary>
    private static string Folded(string name) => name.Replace('\u017F', 's').Replace('\u212A', 'k');

    /// <summary>The string that the reader stands at, or null.</summary>
    /// <exception cref="JsonException">It is neither.</exception>
    public static string? String(ref Utf8JsonReader reader)
    {
        if (IsNull(ref reader))
            return null;
        Expect(ref reader, JsonTokenType.String, "a string");
        return GoString.Decode(reader.ValueSpan);
    }

    /// <summary>The value of the member whose name the reader stands at: a string or null.</summary>
    public static string? ReadString(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        return String(ref reader);
    }

    /// <summary>The value of the member whose name the reader stands at: a whole number, or null.</summary>
    public static long? ReadInteger(ref Utf8JsonReader reader)
    {
        if (Next(ref reader) == JsonTokenType.Null)
            return null;
        Expect(ref reader, JsonTokenType.Number, "a number");
        return reader.TryGetInt64(out var number) ? number : throw new JsonException("expected a whole number");
    }

    /// <summary>The value of the member whose name the reader stands at: true, false, or null.</summary>
    public static bool? ReadBoolean(ref Utf8JsonReader reader) => Next(ref reader) switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        var other => throw new JsonException($"expected a boolean and found {other}"),
    };

    /// <summary>The value of the member whose name the reader stands at: an array of strings, nulls among them empty; null is none.</summary>
    /// <param name="what">What it is, for the error: <c>an array of names</c>.</param>
    public static List<string> ReadStrings(ref Utf8JsonReader reader, string what)
    {
        var strings = new List<string>();
        Next(ref reader);
        if (IsNull(ref reader))
            return strings;
        Expect(ref reader, JsonTokenType.StartArray, what);
        while (Next(ref reader) != JsonTokenType.EndArray)
            strings.Add(String(ref reader) ?? "");
        return strings;
    }

    /// <summary>The value of the member whose name the reader stands at: strings by name. Repeated maps add up; null forgets them.</summary>
    public static Dictionary<string, string>? ReadMap(ref Utf8JsonReader reader, Dictionary<string, string>? map)
    {
        Next(ref reader);
        if (!BeginObject(ref reader))
            return null;
        map ??= [];
        while (NextMember(ref reader))
        {
            var name = GoString.Decode(reader.ValueSpan);
            map[name] = ReadString(ref reader) ?? "";
        }
        return map;
    }

    /// <summary>Passes over the value of the member whose name the reader stands at, and says where it stands in the text.</summary>
    public static (int Start, int Length) Skip(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (start, (int)reader.BytesConsumed - start);
    }
}
