using DaprShop.Notifications.Apis;
using DaprShop.Notifications.Inboxes;
using Microsoft.Extensions.Options;

namespace DaprShop.Notifications.Streams;

/// <summary>
/// Follows an inbox. It looks at the inbox's key, so it shows what any instance has put there or marked, and misses nothing: an
/// event's id is the number of notifications up to it, and a client that comes back says the last one.
/// </summary>
internal sealed class NotificationStream(Inbox inboxes, IOptions<NotificationsOptions> options, TimeProvider time)
{
    private const int MaxBatch = 25;

    /// <summary>Sends what comes into an inbox, for as long as a stream goes on.</summary>
    /// <param name="userId">Whose inbox.</param>
    /// <param name="after">How many notifications the client has seen; null for one that asks for new ones only.</param>
    /// <param name="events">Where it is written to.</param>
    public async Task FollowAsync(Guid userId, int? after, ServerSentEvents events, CancellationToken cancellationToken)
    {
        var inbox = await inboxes.ReadAsync(userId, cancellationToken);
        await events.StartAsync(cancellationToken);
        var sent = Math.Min(after ?? inbox.Total, inbox.Total);
        (int Unread, int Total)? shown = null;
        var (started, lastSign) = (time.GetTimestamp(), time.GetTimestamp());
        do
        {
            if (shown != (inbox.Unread, inbox.Total))
            {
                await SendAsync(userId, inbox, sent, events, cancellationToken);
                await events.SendAsync("unread", inbox.Total, new UnreadResponse(inbox.Unread, inbox.Total), cancellationToken);
                (sent, shown, lastSign) = (inbox.Total, (inbox.Unread, inbox.Total), time.GetTimestamp());
            }
            else if (time.GetElapsedTime(lastSign) >= options.Value.StreamHeartbeat)
            {
                await events.SendHeartbeatAsync(cancellationToken);
                lastSign = time.GetTimestamp();
            }

            await Task.Delay(options.Value.StreamPoll, time, cancellationToken);
            inbox = await inboxes.ReadAsync(userId, cancellationToken);
        }
        while (time.GetElapsedTime(started) < options.Value.StreamDuration);
    }

    private async Task SendAsync(Guid userId, InboxState inbox, int from, ServerSentEvents events, CancellationToken cancellationToken)
    {
        foreach (var numbers in Enumerable.Range(from, inbox.Total - from).Chunk(MaxBatch))
        {
            foreach (var entry in await inboxes.EntriesAsync(userId, inbox, numbers, cancellationToken))
                await events.SendAsync("notification", entry.Number + 1, NotificationResponse.Of(entry), cancellationToken);
        }
    }
}
