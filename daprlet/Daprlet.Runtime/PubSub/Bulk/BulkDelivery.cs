using Daprlet.Components.PubSub;
using Daprlet.Expressions;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Bulk;

/// <summary>What happens to the messages of one bulk subscription: gathered, read, routed by the rules, sent to the app together with others of the same path.</summary>
/// <param name="topicPrefix">What stands before topics inside the broker and is not the app's business.</param>
/// <param name="aborted">Ends deliveries under way.</param>
internal sealed class BulkDelivery(
    Subscription subscription, string topicPrefix, AppBulkDelivery app, InboundPolicy policy, TimeProvider time, ILogger logger, CancellationToken aborted)
{
    /// <param name="withdrawn">The broker takes the message back: it is in no further attempt.</param>
    public async Task<DeliveryResult> HandleAsync(PubSubMessage message, BulkBuffer buffer, CancellationToken withdrawn)
    {
        var pending = new BulkMessage(message with { Topic = message.Topic[topicPrefix.Length..] });
        await using var ended = withdrawn.Register(() => pending.Complete(DeliveryResult.Failed("the delivery ended before the app answered")));
        buffer.Add(pending);
        var result = await pending.Result;
        DeliveryLog.Write(logger, subscription, result);
        return result;
    }

    /// <summary>Delivers a batch, path by path.</summary>
    public async Task DeliverAsync(IReadOnlyList<BulkMessage> batch)
    {
        var routed = batch.Select(message => (Message: message, Route: Route(message))).Where(item => item.Route is not null).ToList();
        foreach (var group in routed.GroupBy(item => item.Route!.Path))
            await DeliverAsync(group.Key, [.. group.Select(item => item.Route!.Content)]);
    }

    /// <summary>Where a message goes; null when its end has been decided.</summary>
    private BulkRoute? Route(BulkMessage message)
    {
        if (!RequestMetadata.TryReadRaw(subscription.Metadata, out var raw, out var word))
            return End(message, $"rawPayload of the subscription is no boolean: {word}");
        var delivered = raw ? null : DeliveredEvent.FromStructuredMode(message.Message);
        if (delivered is null && !raw)
            return End(message, "the message is no cloud event");
        if (delivered?.Expiration <= time.GetUtcNow())
            return End(message, "the event has expired");
        try
        {
            // Dapr sends what no rule wants to the root path all the same, and to the dead letter topic beside.
            var path = delivered is null ? RawPath() : subscription.Route(delivered);
            return new BulkRoute(path ?? "", new BulkEntryContent(message, delivered) { IsUnwanted = path is null });
        }
        catch (ExpressionException e)
        {
            return End(message, $"the rules cannot be answered: {e.Message}");
        }
    }

    /// <summary>Raw bytes have no attributes that a rule could ask for.</summary>
    private string RawPath() => subscription.Rules[0] is { Condition: null, Path: var path } ? path : throw new ExpressionException("raw bytes have no attributes");

    private static BulkRoute? End(BulkMessage message, string reason)
    {
        message.Complete(DeliveryResult.Rejected(reason));
        return null;
    }

    private async Task DeliverAsync(string path, List<BulkEntryContent> entries)
    {
        var id = Guid.NewGuid().ToString();
        var pending = entries;
        var failed = DeliveryResult.Failed("the subscription ended before the app answered");
        try
        {
            failed = await policy.RunAsync(async token =>
            {
                pending = [.. pending.Where(entry => !entry.Source.Result.IsCompleted)];
                if (pending.Count == 0)
                    return DeliveryResult.Done;
                var answer = await app.SendAsync(id, subscription, path, pending, token);
                pending = [.. pending.Where(entry => !TryComplete(entry, answer.Of(entry.Source.EntryId)))];
                return pending.Count == 0 ? DeliveryResult.Done : answer.Of(pending[0].Source.EntryId);
            }, aborted);
        }
        catch (OperationCanceledException)
        {
            // The reason stands: what is pending fails with it.
        }
        catch (Exception e)
        {
            // Nothing that some messages bring about may end the subscription.
            failed = DeliveryResult.Failed($"{e.GetType().Name}: {e.Message}");
        }
        foreach (var entry in pending)
            entry.Source.Complete(failed);
    }

    private static bool TryComplete(BulkEntryContent entry, DeliveryResult result)
    {
        if (result.Outcome == DeliveryOutcome.Failed)
            return false;
        entry.Source.Complete(entry.IsUnwanted ? DeliveryResult.Rejected("no rule wants the event") : result);
        return true;
    }

    private sealed record BulkRoute(string Path, BulkEntryContent Content);
}
