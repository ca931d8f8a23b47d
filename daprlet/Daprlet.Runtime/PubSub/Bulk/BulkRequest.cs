using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Daprlet.Json;

namespace Daprlet.PubSub.Bulk;

/// <summary>The body of a bulk delivery (Dapr, bulk subscribe).</summary>
internal static class BulkRequest
{
    private const string Type = "com.dapr.event.sent.bulk";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(string id, Subscription subscription, IReadOnlyList<BulkEntryContent> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(entries.Sum(entry => entry.Source.Message.Data.Length) + 1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("type", Type);
        json.WriteString("topic", subscription.Topic);
        json.WriteString("pubsubname", subscription.PubSub);
        json.WriteStartObject("metadata");
        json.WriteString(AppDelivery.PubSubNameHeader, subscription.PubSub);
        json.WriteEndObject();
        json.WriteStartArray("entries");
        foreach (var entry in entries)
            Write(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter json, BulkEntryContent entry)
    {
        var message = entry.Source.Message;
        json.WriteStartObject();
        json.WriteString("entryId", entry.Source.EntryId);
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
