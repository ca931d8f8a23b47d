namespace Dapr.Client;

/// <content>Publish.</content>
public abstract partial class DaprClient
{
    /// <summary>Publishes an event as JSON; a <see cref="CloudEvent"/> as the envelope itself.</summary>
    public abstract Task PublishEventAsync<TData>(string pubsubName, string topicName, TData data, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PublishEventAsync{TData}(string, string, TData, CancellationToken)"/>
    public abstract Task PublishEventAsync<TData>(string pubsubName, string topicName, TData data, Dictionary<string, string> metadata, CancellationToken cancellationToken = default);

    /// <summary>Publishes an event without data.</summary>
    public abstract Task PublishEventAsync(string pubsubName, string topicName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="PublishEventAsync(string, string, CancellationToken)"/>
    public abstract Task PublishEventAsync(string pubsubName, string topicName, Dictionary<string, string> metadata, CancellationToken cancellationToken = default);

    /// <summary>Publishes several events in one request; a <c>byte[]</c> as it is, everything else as JSON.</summary>
    /// <returns>The events that were not published.</returns>
    public abstract Task<BulkPublishResponse<TValue>> BulkPublishEventAsync<TValue>(string pubsubName, string topicName, IReadOnlyList<TValue> events, Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);

    /// <summary>Publishes bytes as they are.</summary>
    public abstract Task PublishByteEventAsync(string pubsubName, string topicName, ReadOnlyMemory<byte> data, string dataContentType = "application/json", Dictionary<string, string>? metadata = null, CancellationToken cancellationToken = default);
}
