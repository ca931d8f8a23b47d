using DaprShop.Orders;
using DaprShop.Orders.Apis;
using DaprShop.Persistence.Actors;
using DaprShop.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("orders");
builder.AddOrders();

var app = builder.Build();
app.UseServiceDefaults();
app.MapOrdersApi();
app.MapActors();
app.Run();
