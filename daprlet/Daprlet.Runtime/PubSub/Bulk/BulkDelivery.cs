using Daprlet.Components.PubSub;
using Daprlet.PubSub.Delivery;
using Microsoft.Extensions.Logging;

namespace Daprlet.PubSub.Bulk;

/// <summary>What happens to the messages of one bulk subscription: gathered, read, routed by the rules, sent to the app together with others of the same path.</summary>
/// <param name="aborted">Ends deliveries under way.</param>
internal sealed class BulkDelivery(Subscription subscription, MessageRouter router, IBulkSubscriber app, InboundPolicy policy, ILogger logger, CancellationToken aborted)
{
    /// <param name="withdrawn">The broker takes the message back: it is in no further attempt.</param>
    public async Task<DeliveryResult> HandleAsync(PubSubMessage message, BulkBuffer buffer, CancellationToken withdrawn)
    {
        var pending = new BulkMessage(message);
        await using var ended = withdrawn.Register(() => pending.Complete(DeliveryResult.Failed("the delivery ended before the app answered")));
        buffer.Add(pending);
        var result = await pending.Result;
        DeliveryLog.Write(logger, subscription, result);
        return result;
    }

    /// <summary>Delivers what has been gathered, path by path.</summary>
    public async Task DeliverAsync(IReadOnlyList<BulkMessage> gathered)
    {
        foreach (var group in gathered.Select(Route).OfType<BulkEntry>().GroupBy(entry => entry.Path))
            await DeliverAsync(new BulkBatch(Guid.NewGuid().ToString(), group.Key, [.. group]));
    }

    /// <summary>The message as it goes to the app; null when it does not.</summary>
    private BulkEntry? Route(BulkMessage message)
    {
        var routed = router.Route(message.Message);
        if (routed.Rejection is not { } rejection)
            return new BulkEntry(message, routed);
        message.Complete(rejection);
        return null;
    }

    private async Task DeliverAsync(BulkBatch batch)
    {
        var pending = batch;
        var last = await policy.RunAsync(async token =>
        {
            pending = pending with { Entries = [.. pending.Entries.Where(entry => !entry.IsDecided)] };
            if (pending.Entries.Count == 0)
                return DeliveryResult.Done;
            var answer = await app.DeliverAsync(subscription, pending, token);
            pending = pending with { Entries = [.. pending.Entries.Where(entry => !TryComplete(entry, answer.Of(entry.Id)))] };
            return pending.Entries is [var first, ..] ? answer.Of(first.Id) : DeliveryResult.Done;
        }, aborted);
        foreach (var entry in pending.Entries)
            entry.Complete(last);
    }

    private static bool TryComplete(BulkEntry entry, DeliveryResult result)
    {
        if (result.Outcome == DeliveryOutcome.Failed)
            return false;
        entry.Complete(result);
        return true;
    }
}
