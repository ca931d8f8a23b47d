using System.Buffers;
using System.Text.Json;

namespace Dapr.Actors.Communication;

/// <summary>Bodies as JSON: an object whose <c>value</c> has a property for each argument, or <c>retVal</c>.</summary>
internal sealed class JsonMessageSerializer(JsonSerializerOptions options) : MessageSerializer
{
    // A message body has fields, no properties.
    private readonly JsonSerializerOptions _options = new(options) { IncludeFields = true };

    public override byte[] Serialize(object body)
    {
        var message = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(message, new JsonWriterOptions { Encoder = _options.Encoder, Indented = _options.WriteIndented }))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("value");
            JsonSerializer.Serialize(writer, body, body.GetType(), _options);
            writer.WriteEndObject();
        }

        return message.WrittenSpan.ToArray();
    }

    public override object? Deserialize(byte[] message, Type bodyType)
    {
        var json = JsonSerializer.Deserialize<JsonElement>(message, _options);
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("value", out var body)
            ? body.Deserialize(bodyType, _options)
            : throw new JsonException("The message is not an object with a value.");
    }
}
