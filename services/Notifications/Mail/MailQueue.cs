using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Events;

namespace DaprShop.Notifications.Mail;

/// <summary>The mails that are to be sent: a topic of this service's own, with retries and dead letters of its own.</summary>
internal sealed class MailQueue(EventPublisher publisher)
{
    /// <summary>Asks for a mail; again after a crash, without harm.</summary>
    public Task EnqueueAsync(MailRequest request, CancellationToken cancellationToken) => publisher.PublishAsync(
        new EventEnvelope(MailRequest.Topic, MailRequest.Type, $"{request.NotificationId}.mail", request.NotificationId.ToString()),
        request, cancellationToken);
}
