using System.Text;
using System.Text.Json;
using Daprlet.Errors;
using Daprlet.Json;

namespace Daprlet.PubSub.Publishing;

/// <summary>Reads the body of a bulk publish request: <c>[{"entryId", "event", "contentType", "metadata"}]</c>.</summary>
internal static class BulkPublishBody
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { MaxDepth = 512 };

    public static ApiResult<IReadOnlyList<PublishEntry>> Read(PublishTarget target, ReadOnlyMemory<byte> body, string appId)
    {
        var (pubSub, topic) = (target.Component.Name, target.Topic);
        if (JsonMembers.FirstValue(body) is not { } value)
            return PubSubErrors.EntriesUnreadable(pubSub, topic, appId, "the body is not JSON");
        List<RawEntry?>? raw;
        try
        {
            raw = JsonSerializer.Deserialize<List<RawEntry?>>(GoUnicode.Replace(value).Span, Options);
        }
        catch (JsonException e)
        {
            return PubSubErrors.EntriesUnreadable(pubSub, topic, appId, $"wrong type at {e.Path}");
        }
        var entries = new BulkEntries(target, appId);
        foreach (var item in raw ?? [])
        {
            var entry = item ?? new RawEntry();
            if (Bytes(entry) is not { } data)
                return PubSubErrors.EntryMismatch(pubSub, topic, appId);
            if (entries.Add(entry.EntryId, entry.ContentType!, data, entry.Metadata?.Select(item => KeyValuePair.Create(item.Key, item.Value ?? ""))) is { } error)
                return error;
        }
        return entries.All;
    }

    /// <summary>The event as the bytes that its content type means, or null when the two do not fit.</summary>
    private static ReadOnlyMemory<byte>? Bytes(RawEntry entry)
    {
        var contentType = entry.ContentType ?? "";
        if (ContentTypes.IsJson(contentType) || ContentTypes.IsCloudEvent(contentType))
            return entry.Event.ValueKind == JsonValueKind.Undefined ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(entry.Event.GetRawText());
        if (entry.Event.ValueKind != JsonValueKind.String)
            return null;
        if (ContentTypes.IsBinary(contentType))
            return entry.Event.TryGetBytesFromBase64(out var bytes) ? bytes.AsMemory() : default(ReadOnlyMemory<byte>?);
        if (!ContentTypes.IsText(contentType))
            return null;
        var quoted = Encoding.UTF8.GetBytes(entry.Event.GetRawText());
        return Encoding.UTF8.GetBytes(GoString.Decode(quoted.AsSpan()[1..^1]));
    }

    private sealed record RawEntry
    {
        public string? EntryId { get; init; }

        public JsonElement Event { get; init; }

        public string? ContentType { get; init; }

        public Dictionary<string, string?>? Metadata { get; init; }
    }
}
