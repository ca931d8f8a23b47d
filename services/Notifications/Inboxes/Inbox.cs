using Dapr.Client;
using DaprShop.ServiceDefaults.State.Feeds;
using Microsoft.Extensions.Options;

namespace DaprShop.Notifications.Inboxes;

/// <summary>The users' inboxes in the state store: the feed <c>inbox-{userId}</c>, whose open items are unread.</summary>
internal sealed class Inbox(DaprClient dapr, IOptions<NotificationsOptions> options, TimeProvider time)
{
    private readonly FeedStore<Notification> _feeds = new(dapr, options.Value.StateStore, time);

    /// <summary>Puts a notification into an inbox unless it is there, and gives the one that is there.</summary>
    public Task<Notification> AddAsync(Guid userId, Guid id, Notification notification, CancellationToken cancellationToken) =>
        _feeds.AppendAsync(FeedOf(userId), id.ToString(), notification, cancellationToken);

    /// <summary>How an inbox stands now.</summary>
    public async Task<InboxState> ReadAsync(Guid userId, CancellationToken cancellationToken) =>
        new(await _feeds.ReadAsync(FeedOf(userId), cancellationToken));

    /// <summary>Notifications by their numbers, in the order of these.</summary>
    public async Task<IReadOnlyList<InboxEntry>> EntriesAsync(
        Guid userId, InboxState inbox, IReadOnlyCollection<int> numbers, CancellationToken cancellationToken)
    {
        var items = await _feeds.ItemsAsync(FeedOf(userId), inbox.Feed, numbers, cancellationToken);
        return [.. items.Select(item => new InboxEntry(Guid.Parse(item.Id), item.Number, item.Value, !inbox.Feed.Open.Contains(item.Number)))];
    }

    /// <summary>Marks a notification read; without effect on one that is.</summary>
    public Task<FeedClosing> MarkReadAsync(Guid userId, Guid id, CancellationToken cancellationToken) =>
        _feeds.CloseAsync(FeedOf(userId), id.ToString(), cancellationToken);

    /// <summary>Marks all notifications read.</summary>
    public Task MarkAllReadAsync(Guid userId, CancellationToken cancellationToken) => _feeds.CloseAllAsync(FeedOf(userId), cancellationToken);

    private static string FeedOf(Guid userId) => $"inbox-{userId}";
}

/// <summary>An inbox at one moment.</summary>
internal sealed record InboxState(Feed<Notification> Feed)
{
    /// <summary>How many notifications there are.</summary>
    public int Total => Feed.Count;

    /// <summary>How many of them are unread.</summary>
    public int Unread { get; } = Feed.Open.Size();
}
