using DaprShop.Contracts.Events;
using DaprShop.Notifications.Mail;
using DaprShop.ServiceDefaults.Events;

namespace DaprShop.Notifications.Inboxes;

/// <summary>
/// Tells users what happens to their orders. The notification comes first, then the request for a mail about it: what a crash
/// leaves out, the next delivery of the event adds.
/// </summary>
internal sealed class OrderEventsHandler(Inbox inbox, MailQueue mails) : IEventHandler
{
    public string Topic => OrderEvents.Topic;

    public async Task<EventOutcome> HandleAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        var (happened, outcome) = received.Read<OrderLifeEvent>(OrderEvents.Types);
        if (happened is null) return outcome;

        var id = Guid.ParseExact(received.Key, "N");
        var notification = new Notification(received.Type, happened.OrderId, NotificationText.Of(happened), happened.At.ToUniversalTime());
        notification = await inbox.AddAsync(happened.UserId, id, notification, cancellationToken);
        await mails.EnqueueAsync(new MailRequest(id, happened.UserId, notification.Text, notification.OrderId), cancellationToken);
        return EventOutcome.Done;
    }
}
