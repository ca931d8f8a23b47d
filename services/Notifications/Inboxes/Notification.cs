namespace DaprShop.Notifications.Inboxes;

/// <summary>What a user is told.</summary>
/// <param name="Type">The type of the event, such as <c>shop.order.paid.v1</c>.</param>
/// <param name="OrderId">The order that it is about.</param>
/// <param name="Text">It, for a person.</param>
/// <param name="At">When it happened, UTC.</param>
internal sealed record Notification(string Type, Guid OrderId, string Text, DateTimeOffset At);

/// <summary>A notification in an inbox.</summary>
/// <param name="Id">Made of the event's identity, so that an event has one notification.</param>
/// <param name="Number">Its place in the inbox, from 0.</param>
/// <param name="IsRead">Whether the user has marked it read.</param>
internal sealed record InboxEntry(Guid Id, int Number, Notification Notification, bool IsRead);
