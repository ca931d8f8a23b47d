using Dapr;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Notifications.Mail;

/// <summary>Sends the mails that were asked for.</summary>
internal sealed partial class MailRequestsHandler(UsersClient users, Mailer mailer, ILogger<MailRequestsHandler> logger) : IEventHandler
{
    private static readonly Dictionary<string, Type> Types = new() { [MailRequest.Type] = typeof(MailRequest) };

    public string Topic => MailRequest.Topic;

    public async Task<EventOutcome> HandleAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        var (request, outcome) = received.Read<MailRequest>(Types);
        if (request is null || await mailer.WasSentAsync(request, cancellationToken)) return outcome;
        try
        {
            var found = request.EmailChangeId is { } change
                ? await users.FindFormerContactAsync(request.UserId, change, cancellationToken)
                : await users.FindContactAsync(request.UserId, cancellationToken);
            if (found is not { } contact) return EventOutcome.Done; // gone, and nobody to tell
            if (!EmailAddress.IsOne(contact.Email)) return EventOutcome.Refuse("address_refused");
            await mailer.SendAsync(request, contact, cancellationToken);
            return EventOutcome.Done;
        }
        catch (ServiceUnavailableException exception)
        {
            LogNotSent(request.NotificationId, exception.GetBaseException().Message);
            return EventOutcome.Retry("address_unavailable");
        }
        catch (DaprException exception)
        {
            LogNotSent(request.NotificationId, exception.GetBaseException().Message);
            return EventOutcome.Retry("mail_not_sent");
        }
    }

    [LoggerMessage(LogLevel.Warning, "The mail for notification {NotificationId} is not sent: {Reason}")]
    private partial void LogNotSent(Guid notificationId, string reason);
}
