namespace DaprShop.Notifications.Mail;

/// <summary>A mail that is to be sent. It names the user; the address is asked for when the mail is sent.</summary>
/// <param name="NotificationId">What the mail is about, and known again by.</param>
/// <param name="UserId">Who is to get it.</param>
/// <param name="Text">What it says.</param>
/// <param name="OrderId">The order that it is about; null if it is about the account.</param>
/// <param name="EmailChangeId">The change of address whose former one is to get it; null for the address of now.</param>
internal sealed record MailRequest(Guid NotificationId, Guid UserId, string Text, Guid? OrderId = null, Guid? EmailChangeId = null)
{
    /// <summary>The topic by which this service asks itself for mails.</summary>
    public const string Topic = "notifications.mail";

    /// <summary>The type of the event.</summary>
    public const string Type = "shop.notification.mail-requested.v1";
}
