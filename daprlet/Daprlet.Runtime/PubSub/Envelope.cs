using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Daprlet.Components.PubSub;
using Daprlet.Json;

namespace Daprlet.PubSub;

/// <summary>What Dapr knows about a message when it makes a cloud event of it.</summary>
/// <param name="Source">The publishing app's id.</param>
/// <param name="TraceParent">W3C; empty when there is no trace.</param>
/// <param name="Expiration">When the message is void; null when it never is, or the broker sees to it.</param>
internal sealed record EnvelopeContext(
    string PubSub, string Topic, string Source, string TraceParent, string TraceState, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset Now, DateTimeOffset? Expiration);

/// <summary>Cloud events as Dapr writes them (CloudEvents 1.0, structured JSON).</summary>
internal static class Envelope
{
    private const string DefaultType = "com.dapr.event.sent";
    private const string DefaultSource = "Dapr";
    private const string SpecVersion = "1.0";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A new event around a body. Metadata named <c>cloudevent.*</c> replaces some of its attributes.</summary>
    public static ReadOnlyMemory<byte> Wrap(EnvelopeContext context, string contentType, ReadOnlyMemory<byte> body) => Write(body.Length, json =>
    {
        string? Override(string attribute) => RequestMetadata.Find(context.Metadata, "cloudevent." + attribute);
        json.WriteString("specversion", SpecVersion);
        json.WriteString("id", Override("id") is { Length: > 0 } id ? id : Guid.NewGuid().ToString());
        json.WriteString("source", (Override("source") ?? context.Source) is { Length: > 0 } source ? source : DefaultSource);
        json.WriteString("type", Override("type") is { Length: > 0 } type ? type : DefaultType);
        if (Override("subject") is { Length: > 0 } subject)
            json.WriteString("subject", subject);
        WriteAddress(json, context.PubSub, context.Topic);
        json.WriteString("time", Rfc3339.Seconds(context.Now));
        var trace = Override("traceparent") is { Length: > 0 } parent ? parent : Override("traceid") ?? context.TraceParent;
        json.WriteString("traceid", trace);
        json.WriteString("traceparent", trace);
        json.WriteString("tracestate", Override("tracestate") ?? context.TraceState);
        WriteExpiration(json, context);
        json.WriteString("datacontenttype", contentType);
        WriteData(json, contentType, body);
    });

    /// <summary>The publisher's own event, completed; null when the body is not a JSON object.</summary>
    public static ReadOnlyMemory<byte>? Complete(EnvelopeContext context, ReadOnlyMemory<byte> body)
    {
        if (JsonMembers.Read(body) is not { } attributes)
            return null;
        attributes.Remove("topic");
        attributes.Remove("pubsubname");
        if (context.Expiration is not null)
            attributes.Remove("expiration");
        return Write(body.Length, json =>
        {
            WriteAddress(json, context.PubSub, context.Topic);
            WriteExpiration(json, context);
            CompleteTrace(json, attributes, context);
            if (!attributes.ContainsKey("time"))
                json.WriteString("time", Rfc3339.Seconds(context.Now));
            CompleteNull(json, attributes, "specversion", SpecVersion);
            CompleteNull(json, attributes, "source", DefaultSource);
            CompleteNull(json, attributes, "type", DefaultType);
            foreach (var (name, value) in attributes)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.Span, skipInputValidation: true);
            }
        });
    }

    /// <summary>The event that a raw subscription gets: the message's bytes, whatever they are.</summary>
    public static ReadOnlyMemory<byte> WrapRaw(string pubSub, PubSubMessage message) => Write(message.Data.Length * 4 / 3, json =>
    {
        json.WriteString("specversion", SpecVersion);
        json.WriteString("id", Guid.NewGuid().ToString());
        json.WriteString("source", DefaultSource);
        json.WriteString("type", DefaultType);
        WriteAddress(json, pubSub, message.Topic);
        foreach (var (name, value) in TraceAttributes.Missing(message.Metadata, _ => false))
            json.WriteString(name, value);
        json.WriteString("datacontenttype", ContentTypes.Binary);
        json.WriteBase64String("data_base64", message.Data.Span);
    });

    private static ReadOnlyMemory<byte> Write(int bodyBytes, Action<Utf8JsonWriter> attributes)
    {
        var buffer = new ArrayBufferWriter<byte>(bodyBytes + 512);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        attributes(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteAddress(Utf8JsonWriter json, string pubSub, string topic)
    {
        json.WriteString("topic", topic);
        json.WriteString("pubsubname", pubSub);
    }

    private static void WriteExpiration(Utf8JsonWriter json, EnvelopeContext context)
    {
        if (context.Expiration is { } expiration)
            json.WriteString("expiration", Rfc3339.Seconds(expiration));
    }

    private static void WriteData(Utf8JsonWriter json, string contentType, ReadOnlyMemory<byte> body)
    {
        if (ContentTypes.IsBinary(contentType))
        {
            json.WriteBase64String("data_base64", body.Span);
            return;
        }
        json.WritePropertyName("data");
        if (ContentTypes.IsJson(contentType) && JsonMembers.FirstValue(body) is { } value && Utf8.IsValid(value.Span))
            json.WriteRawValue(value.Span, skipInputValidation: true);
        else
            json.WriteStringValue(Encoding.UTF8.GetString(body.Span));
    }

    private static void CompleteTrace(Utf8JsonWriter json, Dictionary<string, ReadOnlyMemory<byte>> attributes, EnvelopeContext context)
    {
        if (!attributes.ContainsKey("traceid"))
        {
            attributes.Remove("traceparent");
            json.WriteString("traceid", context.TraceParent);
            json.WriteString("traceparent", context.TraceParent);
        }
        if (!attributes.ContainsKey("tracestate"))
            json.WriteString("tracestate", context.TraceState);
    }

    private static void CompleteNull(Utf8JsonWriter json, Dictionary<string, ReadOnlyMemory<byte>> attributes, string name, string value)
    {
        if (attributes.Has(name))
            return;
        attributes.Remove(name);
        json.WriteString(name, value);
    }
}
