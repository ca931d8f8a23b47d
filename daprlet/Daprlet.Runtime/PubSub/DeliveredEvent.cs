using System.Globalization;
using System.Text.Json;
using Daprlet.Components.PubSub;
using Daprlet.Json;

namespace Daprlet.PubSub;

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

    /// <summary>The event's W3C trace parent, not yet checked; null when there is none.</summary>
    public string? TraceParent => _attributes.Text("traceparent") ?? _attributes.Text("traceid");

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
        if (RequestMetadata.Find(message.Metadata, "content-type") is { } contentType && ContentTypes.IsBinary(contentType))
            return FromBinaryMode(message);
        return FromStructuredMode(message);
    }

    /// <summary>The event that a message is; null when it is none.</summary>
    public static DeliveredEvent? FromStructuredMode(PubSubMessage message) =>
        JsonMembers.Read(message.Data) is { } attributes ? new DeliveredEvent(message, message.Data, message.Data, attributes) : null;

    /// <summary>Parses the event for rules; the caller disposes it.</summary>
    public JsonDocument Parse() => JsonDocument.Parse(JsonMembers.FirstValue(_event)!.Value, Options);

    /// <summary>The event's attributes stand in metadata named <c>ce_*</c>, and the bytes are its data (CloudEvents, binary content mode).</summary>
    private static DeliveredEvent FromBinaryMode(PubSubMessage message)
    {
        const string Prefix = "ce_";
        var attributes = message.Metadata
            .Where(item => item.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(item => item.Key[Prefix.Length..], item => item.Value);
        ReadOnlyMemory<byte> cloudEvent = JsonSerializer.SerializeToUtf8Bytes(attributes);
        return new DeliveredEvent(message, message.Data, cloudEvent, JsonMembers.Read(cloudEvent)!);
    }
}
