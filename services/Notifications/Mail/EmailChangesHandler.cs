using DaprShop.Contracts.Events;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Events;

namespace DaprShop.Notifications.Mail;

/// <summary>
/// Tells the former address that the account has another one now, so that a thief of the password does not go unnoticed. The event comes
/// before the change: one that is not there yet is waited for, and one that never came is nobody's business.
/// </summary>
internal sealed class EmailChangesHandler(UsersClient users, MailQueue mails, TimeProvider time) : IEventHandler
{
    private const string Text =
        "The e-mail address of your account was changed to another one. If that was not you, somebody knows your password: log in, change it, and set your address again.";

    private static readonly TimeSpan ChangeLimit = TimeSpan.FromMinutes(1);

    public string Topic => UserEvents.Topic;

    public async Task<EventOutcome> HandleAsync(ReceivedEvent received, CancellationToken cancellationToken)
    {
        var (changed, outcome) = received.Read<EmailChanged>(UserEvents.Types);
        if (changed is null) return outcome;
        try
        {
            if (await users.FindFormerContactAsync(changed.UserId, changed.ChangeId, cancellationToken) is null)
                return time.GetUtcNow() - changed.At < ChangeLimit ? EventOutcome.Retry("change_not_made_yet") : EventOutcome.Done;
        }
        catch (ServiceUnavailableException)
        {
            return EventOutcome.Retry("address_unavailable");
        }

        var id = Guid.ParseExact(received.Key, "N");
        await mails.EnqueueAsync(new MailRequest(id, changed.UserId, Text, EmailChangeId: changed.ChangeId), cancellationToken);
        return EventOutcome.Done;
    }
}
