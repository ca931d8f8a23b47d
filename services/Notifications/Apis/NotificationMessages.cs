using DaprShop.Notifications.Inboxes;

namespace DaprShop.Notifications.Apis;

/// <summary>A notification as its user sees it.</summary>
/// <param name="Type">The type of the event, such as <c>shop.order.paid.v1</c>.</param>
/// <param name="OrderId">The order that it is about.</param>
/// <param name="Text">What happened, for a person.</param>
/// <param name="At">When it happened.</param>
/// <param name="Read">Whether it is marked read.</param>
internal sealed record NotificationResponse(Guid Id, string Type, Guid OrderId, string Text, DateTimeOffset At, bool Read)
{
    public static NotificationResponse Of(InboxEntry entry) => new(
        entry.Id, entry.Notification.Type, entry.Notification.OrderId, entry.Notification.Text, entry.Notification.At, entry.IsRead);
}

/// <summary>A page of an inbox, the latest first.</summary>
/// <param name="Items">At most <paramref name="PageSize"/>.</param>
/// <param name="Unread">How many are unread in the whole inbox.</param>
/// <param name="Page">The page's number, from 1.</param>
/// <param name="PageSize">How many items a page has at most.</param>
/// <param name="Total">How many notifications the whole inbox has.</param>
internal sealed record InboxResponse(IReadOnlyList<NotificationResponse> Items, int Unread, int Page, int PageSize, int Total);

/// <summary>How many notifications there are, and how many of them are unread.</summary>
internal sealed record UnreadResponse(int Unread, int Total);
