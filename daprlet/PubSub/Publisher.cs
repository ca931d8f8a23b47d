using Daprlet.Api;
using Daprlet.Observability;

namespace Daprlet.PubSub;

/// <summary>Where a publish request goes to, checked.</summary>
/// <param name="Metadata">The metadata of the request.</param>
/// <param name="Raw">Whether the body is published without an envelope.</param>
internal sealed record PublishTarget(PubSubComponent Component, string Topic, IReadOnlyDictionary<string, string> Metadata, bool Raw);

/// <summary>What the publish API does, whatever the transport.</summary>
internal sealed class Publisher(PubSubComponents components, string appId, TimeProvider time)
{
    private const int MaxParallel = 100;

    /// <summary>Checks the address before the body is read.</summary>
    public ApiResult<PublishTarget> Resolve(string pubSub, string topic, IReadOnlyDictionary<string, string> metadata)
    {
        if (pubSub.Length == 0)
            return PubSubErrors.NameEmpty(metadata);
        if (components.Find(pubSub) is not { } component)
            return PubSubErrors.NotFound(pubSub, metadata);
        if (topic.Length == 0)
            return PubSubErrors.TopicEmpty(pubSub, metadata);
        if (!RequestMetadata.TryReadRaw(metadata, out var raw, out var word))
            return PubSubErrors.RawFlag(pubSub, word, metadata);
        return new PublishTarget(component, topic, metadata, raw);
    }

    /// <summary>Publishes one event. Null when the broker has it.</summary>
    public async Task<ApiError?> PublishAsync(PublishTarget target, string contentType, ReadOnlyMemory<byte> body, TraceContext trace, CancellationToken cancellationToken)
    {
        var payload = target.Raw ? body : InEnvelope(target, contentType, body, target.Metadata, trace);
        if (payload is not { } data)
            return PubSubErrors.NoCloudEvent(target.Component.Name, appId);
        if (!target.Component.Scopes.MayPublish(target.Topic))
            return PubSubErrors.Forbidden(target.Component.Name, target.Topic, appId);
        return await TryPublishAsync(target, data, target.Metadata, cancellationToken) is { } reason ? PubSubErrors.PublishFailed(target.Component.Name, target.Topic, reason) : null;
    }

    /// <summary>Publishes several events; each may fail for itself.</summary>
    /// <returns>The entries that the broker did not take, with the reasons; or the error that kept all of them from it.</returns>
    public async Task<ApiResult<IReadOnlyList<FailedEntry>>> PublishAsync(PublishTarget target, IReadOnlyList<BulkEntry> entries, TraceContext trace, CancellationToken cancellationToken)
    {
        var messages = new List<(BulkEntry Entry, ReadOnlyMemory<byte> Data)>(entries.Count);
        foreach (var entry in entries)
        {
            if ((target.Raw ? entry.Data : InEnvelope(target, entry.ContentType, entry.Data, entry.Metadata, trace)) is not { } data)
                return PubSubErrors.NoCloudEvent(target.Component.Name, appId);
            messages.Add((entry, data));
        }
        if (!target.Component.Scopes.MayPublish(target.Topic))
            return PubSubErrors.Forbidden(target.Component.Name, target.Topic, appId);
        var failed = new List<FailedEntry>();
        foreach (var chunk in messages.Chunk(MaxParallel))
        {
            var reasons = await Task.WhenAll(chunk.Select(message => TryPublishAsync(target, message.Data, message.Entry.Metadata, cancellationToken)));
            failed.AddRange(chunk.Zip(reasons).Where(pair => pair.Second is not null).Select(pair => new FailedEntry(pair.First.Entry.EntryId, pair.Second!)));
        }
        return failed;
    }

    /// <summary>The reason why the broker did not take the message, or null.</summary>
    private static async Task<string?> TryPublishAsync(PublishTarget target, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        try
        {
            await target.Component.Broker.PublishAsync(new PubSubMessage(target.Component.TopicPrefix + target.Topic, data, metadata), cancellationToken);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a broker throws is the answer to this request and to no other.
            return e.Message;
        }
    }

    private ReadOnlyMemory<byte>? InEnvelope(PublishTarget target, string contentType, ReadOnlyMemory<byte> body, IReadOnlyDictionary<string, string> metadata, TraceContext trace)
    {
        var now = time.GetLocalNow();
        var context = new EnvelopeContext(target.Component.Name, target.Topic, appId, trace.HasTrace ? trace.TraceParent : "", trace.TraceState, metadata, now, Expiration(target, metadata, now));
        return ContentTypes.IsCloudEvent(contentType) ? Envelope.Complete(context, body) : Envelope.Wrap(context, contentType.Length == 0 ? ContentTypes.PlainText : contentType, body);
    }

    private static DateTimeOffset? Expiration(PublishTarget target, IReadOnlyDictionary<string, string> metadata, DateTimeOffset now)
    {
        if (target.Component.Broker.Features.Contains("MESSAGE_TTL") || RequestMetadata.TimeToLive(metadata) is not { } timeToLive)
            return null;
        return timeToLive < DateTimeOffset.MaxValue - now ? now.ToUniversalTime() + timeToLive : null;
    }
}
