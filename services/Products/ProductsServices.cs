using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Products;

internal static class ProductsServices
{
    public static void AddProducts(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<ProductsOptions>(builder.Configuration.GetSection("Products"));
        builder.Services.AddSingleton<CatalogueJournal>();
        builder.Services.AddSingleton<ProductCatalogue>();
        builder.Services.AddSingleton<StockLevels>();
        builder.Services.AddSingleton<IStockLedger, ActorStockLedger>();
        builder.Services.AddActors(actors =>
        {
            actors.UseJsonSerialization = true;
            actors.JsonSerializerOptions = ShopJson.State;
            actors.Actors.RegisterActor<StockActor>();
        });
    }
}
