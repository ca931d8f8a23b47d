using System.Text.Json;

namespace Daprlet.Json;

/// <summary>JSON taken apart no further than needed: values stay the bytes that they were, so that nothing in them changes.</summary>
internal static class JsonMembers
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>The first JSON value of a text, whatever follows it (Go, json.Decoder reads no further); null when there is none.</summary>
    public static ReadOnlyMemory<byte>? FirstValue(ReadOnlyMemory<byte> text)
    {
        var reader = new Utf8JsonReader(text.Span, Options);
        try
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return text[start..(int)reader.BytesConsumed];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The members of the object that a text begins with, each value as it stands there, of a repeated member the last; null when the text is not an object.</summary>
    public static Dictionary<string, ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> text)
    {
        if (FirstValue(text) is not { } value || value.Span[0] != '{')
            return null;
        var members = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(value.Span, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = GoString.Decode(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            members[name] = value[start..(int)reader.BytesConsumed];
        }
        return members;
    }

    /// <summary>The text of a member, or null when it is absent or no string.</summary>
    public static string? Text(this IReadOnlyDictionary<string, ReadOnlyMemory<byte>> members, string name) =>
        members.TryGetValue(name, out var value) && value.Span[0] == '"' ? GoString.Decode(value.Span[1..^1]) : null;

    /// <summary>Whether a member is there and not null.</summary>
    public static bool Has(this IReadOnlyDictionary<string, ReadOnlyMemory<byte>> members, string name) =>
        members.TryGetValue(name, out var value) && !value.Span.SequenceEqual("null"u8);
}
