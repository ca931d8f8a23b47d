using System.Net;
using System.Text.Json;

namespace Dapr.Client;

internal sealed partial class DaprClientHttp
{
    private const string Publish = "Publish";
    private const string BulkPublish = "Bulk Publish";
    private const string JsonType = "application/json";
    private const string CloudEventType = "application/cloudevents+json";
    private const string BytesType = "application/octet-stream";

    /// <inheritdoc/>
    public override Task PublishEventAsync<TData>(string pubsubName, string topicName, TData data, CancellationToken cancellationToken = default) =>
        PublishDataAsync(pubsubName, topicName, data, null, cancellationToken);

    /// <inheritdoc/>
    public override Task PublishEventAsync<TData>(string pubsubName, string topicName, TData data, Dictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return PublishDataAsync(pubsubName, topicName, data, metadata, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task PublishEventAsync(string pubsubName, string topicName, CancellationToken cancellationToken = default) =>
        PublishContentAsync(pubsubName, topicName, null, null, cancellationToken);

    /// <inheritdoc/>
    public override Task PublishEventAsync(string pubsubName, string topicName, Dictionary<string, string> metadata, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return PublishContentAsync(pubsubName, topicName, null, metadata, cancellationToken);
    }

    /// <inheritdoc/>
    public override Task PublishByteEventAsync(string pubsubName, string topicName, ReadOnlyMemory<byte> data, string dataContentType = JsonType, Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default) =>
        PublishContentAsync(pubsubName, topicName, Content(data, dataContentType ?? JsonType), metadata, cancellationToken);

    /// <inheritdoc/>
    public override async Task<BulkPublishResponse<TValue>> BulkPublishEventAsync<TValue>(string pubsubName, string topicName, IReadOnlyList<TValue> events, Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(pubsubName);
        ArgumentException.ThrowIfNullOrEmpty(topicName);
        ArgumentNullException.ThrowIfNull(events);

        var entries = events.Select((value, index) => new BulkPublishEntry<TValue>($"{index}", value, ContentType(value), new Dictionary<string, string>(metadata ?? []))).ToList();
        var path = new SidecarPath("v1.0", "publish/bulk", pubsubName, topicName).Metadata(metadata);
        var body = JsonBody.Create(writer => WriteEntries(writer, entries));
        var reply = await _sidecar.SendAsync(HttpMethod.Post, path, body, BulkPublish, cancellationToken);
        var failed = ReadFailedEntries(reply, entries);
        if (failed.Count == 0)
            reply.EnsureSuccess(BulkPublish);

        return new BulkPublishResponse<TValue>(failed);
    }

    private Task PublishDataAsync<TData>(string pubsubName, string topicName, TData data, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(data);
        var json = JsonSerializer.SerializeToUtf8Bytes(data, JsonSerializerOptions);
        return PublishContentAsync(pubsubName, topicName, Content(json, data is CloudEvent ? CloudEventType : JsonType), metadata, cancellationToken);
    }

    private async Task PublishContentAsync(string pubsubName, string topicName, HttpContent? content, Dictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(pubsubName);
        ArgumentException.ThrowIfNullOrEmpty(topicName);

        var path = new SidecarPath("v1.0", "publish", pubsubName, topicName).Metadata(metadata);
        var reply = await _sidecar.SendAsync(HttpMethod.Post, path, content, Publish, cancellationToken);
        reply.EnsureSuccess(Publish);
    }

    private static ReadOnlyMemoryContent Content(ReadOnlyMemory<byte> bytes, string contentType)
    {
        var content = new ReadOnlyMemoryContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    private static string ContentType<TValue>(TValue value) => value switch
    {
        byte[] => BytesType,
        CloudEvent => CloudEventType,
        _ => JsonType,
    };

    private void WriteEntries<TValue>(Utf8JsonWriter writer, List<BulkPublishEntry<TValue>> entries)
    {
        writer.WriteStartArray();
        foreach (var entry in entries)
        {
            writer.WriteStartObject();
            writer.WriteString("entryId", entry.EntryId);
            writer.WriteString("contentType", entry.ContentType);
            writer.WriteMap("metadata", entry.Metadata);
            writer.WritePropertyName("event");
            if (entry.EventData is byte[] bytes)
                writer.WriteBase64StringValue(bytes);
            else
                JsonSerializer.Serialize(writer, entry.EventData, JsonSerializerOptions);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The entries that the sidecar could not publish: it answers 500 and lists them.</summary>
    private static List<BulkPublishResponseFailedEntry<TValue>> ReadFailedEntries<TValue>(SidecarReply reply, List<BulkPublishEntry<TValue>> entries)
    {
        var failed = reply.Status == HttpStatusCode.InternalServerError ? reply.Json<BulkPublishFailure>()?.FailedEntries : null;
        return [.. (failed ?? []).Select(entry => new BulkPublishResponseFailedEntry<TValue>(entries[int.Parse(entry.EntryId)], entry.Error))];
    }

    private sealed record BulkPublishFailure(List<FailedEntry>? FailedEntries);

    private sealed record FailedEntry(string EntryId, string Error);
}
