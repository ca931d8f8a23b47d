using DaprShop.Notifications.Inboxes;
using DaprShop.Notifications.Mail;
using DaprShop.Notifications.Streams;
using DaprShop.ServiceDefaults.Events;

namespace DaprShop.Notifications;

internal static class NotificationsServices
{
    public static void AddNotifications(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var section = builder.Configuration.GetSection("Notifications");
        services.Configure<NotificationsOptions>(section);
        services.AddSingleton<Inbox>();
        services.AddSingleton<MailQueue>();
        services.AddSingleton<Mailer>();
        services.AddSingleton<UsersClient>();
        services.AddSingleton<StreamLimits>();
        services.AddSingleton<NotificationStream>();
        builder.AddEvents("notifications", (section.Get<NotificationsOptions>() ?? new()).StateStore);
        services.AddEventHandler<OrderEventsHandler>();
        services.AddEventHandler<MailRequestsHandler>();
        services.AddEventHandler<EmailChangesHandler>();
    }
}
