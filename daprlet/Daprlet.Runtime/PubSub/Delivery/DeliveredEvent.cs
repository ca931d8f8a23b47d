using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Daprlet.Components.PubSub;
using Daprlet.Json;

namespace Daprlet.PubSub.Delivery;

/// <summary>A message as one subscription sees it: what is sent to the app, and the event that rules are asked about.</summary>
internal sealed class DeliveredEvent
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _attributes;
    private readonly ReadOnlyMemory<byte> _event;

    private DeliveredEvent(PubSubMessage message, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> cloudEvent, Dictionary<string, ReadOnlyMemory<byte>> attributes)
    {
        Message = message;
        Body = body;
        _event = cloudEvent;
        _attributes = attributes;
    }

    /// <summary>The message as the broker has it.</summary>
    public PubSubMessage Message { get; }

    /// <summary>What the app gets.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The event's attributes, its data among them, each as JSON.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Attributes => _attributes;

    /// <summary>The event's W3C trace parent, not yet checked; null when there is none.</summary>
    public string? TraceParent => _attributes.Text(_attributes.Has("traceparent") ? "traceparent" : "traceid");

    /// <summary>When the event is void; null when it never is, or what it says is no time.</summary>
    public DateTimeOffset? Expiration =>
        _attributes.Text("expiration") is { } text && DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The event for a message; null when the message is no cloud event and the subscription wants one.</summary>
    /// <param name="raw">Whether the subscription takes every message as bytes.</param>
    public static DeliveredEvent? From(string pubSub, PubSubMessage message, bool raw)
    {
        if (raw)
        {
            var envelope = Envelope.WrapRaw(pubSub, message);
            return new DeliveredEvent(message, envelope, envelope, JsonMembers.Read(envelope)!);
        }
        if (message.Metadata.GetValueOrDefault("content-type") is { } contentType && ContentTypes.IsBinary(contentType))
            return FromBinaryMode(message, contentType);
        return FromStructuredMode(message)?.WithTraceOf(message.Metadata);
    }

    /// <summary>The event that a message is; null when it is none.</summary>
    public static DeliveredEvent? FromStructuredMode(PubSubMessage message) =>
        JsonMembers.Read(message.Data) is { } attributes ? new DeliveredEvent(message, message.Data, message.Data, attributes) : null;

    /// <summary>Parses the event for rules; the caller disposes it.</summary>
    public JsonDocument Parse() => JsonDocument.Parse(GoUnicode.Replace(JsonMembers.FirstValue(_event)!.Value), Options);

    /// <summary>
    /// The event's attributes stand in metadata named <c>ce_*</c>, and the bytes are its data (CloudEvents, binary content mode). Rules see them in
    /// base64, for JSON has no bytes.
    /// </summary>
    private static DeliveredEvent FromBinaryMode(PubSubMessage message, string contentType)
    {
        const string Prefix = "ce_";
        var attributes = new Dictionary<string, string>();
        foreach (var (name, value) in message.Metadata)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                attributes[name[Prefix.Length..].ToLowerInvariant()] = value;
        }
        attributes["data"] = Convert.ToBase64String(message.Data.Span);
        attributes["datacontenttype"] = contentType;
        ReadOnlyMemory<byte> cloudEvent = JsonSerializer.SerializeToUtf8Bytes(attributes);
        return new DeliveredEvent(message, message.Data, cloudEvent, JsonMembers.Read(cloudEvent)!);
    }

    /// <summary>The same event with the trace attributes of the metadata where it has none; the app gets it as it was.</summary>
    private DeliveredEvent WithTraceOf(IReadOnlyDictionary<string, string> metadata)
    {
        var missing = TraceAttributes.Missing(metadata, _attributes.ContainsKey);
        if (missing.Count == 0)
            return this;
        foreach (var (name, value) in missing)
            _attributes[name] = JsonSerializer.SerializeToUtf8Bytes(value);
        return new DeliveredEvent(Message, Body, WriteObject(_attributes), _attributes);
    }

    private static ReadOnlyMemory<byte> WriteObject(Dictionary<string, ReadOnlyMemory<byte>> members)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var (name, value) in members)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.Span, skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        return bytes.WrittenMemory;
    }
}
