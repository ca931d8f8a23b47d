using DaprShop.Payments;
using DaprShop.Payments.Apis;
using DaprShop.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("payments");
builder.AddPayments();

var app = builder.Build();
app.UseServiceDefaults();
app.MapOrdersApi();
app.Run();
