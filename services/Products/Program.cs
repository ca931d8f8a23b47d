using DaprShop.Persistence.Actors;
using DaprShop.Products;
using DaprShop.Products.Apis;
using DaprShop.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("products");
builder.AddProducts();

var app = builder.Build();
app.UseServiceDefaults();
app.MapProductsApi();
app.MapStockApi();
app.MapOrdersApi();
app.MapBasketsApi();
app.MapActors();
app.Run();
