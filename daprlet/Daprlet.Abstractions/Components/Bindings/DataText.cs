using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.Components.Bindings;

/// <summary>Text in a binding's data: over HTTP it comes as a JSON string, over gRPC as it is.</summary>
internal static class DataText
{
    /// <summary>The data; the text of a JSON string instead of the string.</summary>
    public static ReadOnlyMemory<byte> Unquote(ReadOnlyMemory<byte> data)
    {
        if (data.Length < 2 || data.Span[0] != '"' || !IsString(data.Span))
            return data;
        var text = new byte[data.Length * 3];
        return text.AsMemory(0, GoString.Unquote(data.Span[1..^1], text));
    }

    private static bool IsString(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return reader.Read() && reader.TokenType == JsonTokenType.String && !reader.Read();
        }
        catch (JsonException)
        {
            // What is no JSON is text as it is.
            return false;
        }
    }
}
