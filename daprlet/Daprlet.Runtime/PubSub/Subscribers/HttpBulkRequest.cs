using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Daprlet.Json;
using Daprlet.PubSub.Bulk;

namespace Daprlet.PubSub.Subscribers;

/// <summary>The body of a bulk delivery (Dapr, bulk subscribe).</summary>
internal static class HttpBulkRequest
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(Subscription subscription, BulkBatch batch)
    {
        var buffer = new ArrayBufferWriter<byte>(batch.Entries.Sum(entry => entry.Message.Data.Length) + 1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("id", batch.Id);
        json.WriteString("type", BulkBatch.Type);
        json.WriteString("topic", subscription.Topic);
        json.WriteString("pubsubname", subscription.PubSub);
        json.WriteStartObject("metadata");
        json.WriteString(ReservedMetadata.PubSubName, subscription.PubSub);
        json.WriteEndObject();
        json.WriteStartArray("entries");
        foreach (var entry in batch.Entries)
            Write(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, BulkEntry entry)
    {
        var message = entry.Message;
        json.WriteStartObject();
        json.WriteString("entryId", entry.Id);
        json.WritePropertyName("event");
        if (entry.Event is null)
            json.WriteBase64StringValue(message.Data.Span);
        else
            json.WriteRawValue(JsonMembers.FirstValue(message.Data)!.Value.Span, skipInputValidation: true);
        json.WriteString("contentType", entry.Event is null ? ContentTypes.Binary : ContentTypes.CloudEvent);
        json.WriteStartObject("metadata");
        foreach (var (name, value) in message.Metadata)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
