using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Dapr.Client;

/// <summary>JSON bodies of known length, written once into one buffer: the sidecar can repeat such a request.</summary>
internal static class JsonBody
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // The sidecar decodes the body, so nothing needs escaping for the sake of HTML.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static HttpContent Create(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
            write(writer);

        return new ReadOnlyMemoryContent(buffer.WrittenMemory) { Headers = { ContentType = Json } };
    }

    public static void WriteMap(this Utf8JsonWriter writer, string name, IEnumerable<KeyValuePair<string, string>>? map)
    {
        if (map is null)
            return;

        writer.WriteStartObject(name);
        foreach (var (key, value) in map)
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    /// <summary>Writes bytes that already are JSON.</summary>
    /// <exception cref="ArgumentException">They are not.</exception>
    public static void WriteJson(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> json)
    {
        writer.WritePropertyName(name);
        try
        {
            writer.WriteRawValue(json);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The {name} is not JSON, which is all that Dapr's HTTP API can carry.", exception);
        }
    }

    /// <summary>Reads a value; an empty body is default, as is null, which is how the HTTP API keeps a value that was not given.</summary>
    public static TValue Read<TValue>(ReadOnlySpan<byte> json, JsonSerializerOptions options) =>
        json.IsEmpty || json.SequenceEqual("null"u8) ? default! : JsonSerializer.Deserialize<TValue>(json, options)!;
}
