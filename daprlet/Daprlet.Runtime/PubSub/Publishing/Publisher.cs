using Daprlet.Components.PubSub;
using Daprlet.Errors;
using Daprlet.Observability;
using Daprlet.Resiliency;

namespace Daprlet.PubSub.Publishing;

/// <summary>Where a publish request goes to, checked.</summary>
/// <param name="Metadata">The metadata of the request.</param>
/// <param name="Raw">Whether the body is published without an envelope.</param>
internal sealed record PublishTarget(PubSubComponent Component, string Topic, IReadOnlyDictionary<string, string> Metadata, bool Raw);

/// <summary>What the publish API does, whatever the transport.</summary>
internal sealed class Publisher(PubSubComponents components, string appId, ResiliencyPolicies resiliency, TimeProvider time)
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
            return PubSubErrors.NoCloudEvent(target.Component.Name, appId, body.Span);
        if (!target.Component.Scopes.MayPublish(target.Topic))
            return PubSubErrors.Forbidden(target.Component.Name, target.Topic, appId);
        try
        {
            await PolicyFor(target).RunAsync(token => SendAsync(target, data, target.Metadata, token), cancellationToken);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a broker throws is the answer to this request and to no other.
            return PubSubErrors.PublishFailed(target.Component.Name, target.Topic, e.Message);
        }
    }

    /// <summary>Publishes several events; each may fail for itself.</summary>
    /// <returns>The entries that the broker did not take, with the reasons; or the error that kept all of them from it.</returns>
    public async Task<ApiResult<IReadOnlyList<FailedEntry>>> PublishAsync(PublishTarget target, IReadOnlyList<PublishEntry> entries, TraceContext trace, CancellationToken cancellationToken)
    {
        var messages = new List<(PublishEntry Entry, ReadOnlyMemory<byte> Data)>(entries.Count);
        foreach (var entry in entries)
        {
            if ((target.Raw ? entry.Data : InEnvelope(target, entry.ContentType, entry.Data, entry.Metadata, trace)) is not { } data)
                return PubSubErrors.NoCloudEvent(target.Component.Name, appId, entry.Data.Span);
            messages.Add((entry, data));
        }
        if (!target.Component.Scopes.MayPublish(target.Topic))
            return PubSubErrors.Forbidden(target.Component.Name, target.Topic, appId);
        return await PublishAsync(target, messages, cancellationToken);
    }

    /// <summary>Publishes messages as one operation to the policies: another attempt is made with those that failed.</summary>
    private async Task<List<FailedEntry>> PublishAsync(PublishTarget target, List<(PublishEntry Entry, ReadOnlyMemory<byte> Data)> messages, CancellationToken cancellationToken)
    {
        try
        {
            return await PolicyFor(target).RunAsync(async token =>
            {
                var failed = new List<FailedEntry>();
                foreach (var chunk in messages.Chunk(MaxParallel))
                    failed.AddRange((await Task.WhenAll(chunk.Select(message => TrySendAsync(target, message.Entry, message.Data, token)))).OfType<FailedEntry>());
                messages = [.. messages.IntersectBy(failed.Select(entry => entry.EntryId), message => message.Entry.EntryId)];
                return failed;
            }, cancellationToken, failed => failed.Count == 0 ? AttemptOutcome.Success : AttemptOutcome.Failed());
        }
        catch (PolicyException e)
        {
            return [.. messages.Select(message => new FailedEntry(message.Entry.EntryId, e.Message))];
        }
    }

    private Policy PolicyFor(PublishTarget target) => resiliency.ForComponent(target.Component.Name, ComponentKind.Pubsub, ComponentDirection.Outbound);

    /// <summary>The entry with the reason why the broker did not take it, or null.</summary>
    private static async Task<FailedEntry?> TrySendAsync(PublishTarget target, PublishEntry entry, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(target, data, entry.Metadata, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a broker throws is the answer to this entry and to no other.
            return new FailedEntry(entry.EntryId, e.Message);
        }
    }

    private static Task SendAsync(PublishTarget target, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        target.Component.Broker.PublishAsync(new PubSubMessage(target.Component.TopicPrefix + target.Topic, data, metadata), cancellationToken);

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
