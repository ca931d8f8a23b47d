using DaprShop.ServiceDefaults;
using DaprShop.Users;
using DaprShop.Users.Apis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("users");
builder.AddUsers();

var app = builder.Build();
app.UseServiceDefaults();
app.MapUsersApi();
app.MapSessionsApi();
app.MapKeysApi();
app.MapContactsApi();
app.Run();
