using DaprShop.Orders;
using DaprShop.Orders.Apis;
using DaprShop.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("orders");
builder.AddOrders();

var app = builder.Build();
app.UseServiceDefaults();
app.MapOrdersApi();
app.MapActorsHandlers();
app.Run();
