using DaprShop.Notifications;
using DaprShop.Notifications.Apis;
using DaprShop.ServiceDefaults;
using DaprShop.ServiceDefaults.Events;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("notifications");
builder.AddNotifications();

var app = builder.Build();
app.UseServiceDefaults();
app.MapNotificationsApi();
app.MapNotificationStreamApi();
app.MapEvents();
app.Run();
