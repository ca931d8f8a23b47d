using DaprShop.Baskets;
using DaprShop.Baskets.Apis;
using DaprShop.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("baskets");
builder.AddBaskets();

var app = builder.Build();
app.UseServiceDefaults();
app.MapBasketApi();
app.MapCheckoutApi();
app.Run();
