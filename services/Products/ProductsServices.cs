using DaprShop.Persistence.Actors;
using DaprShop.Products.Catalogue;
using DaprShop.Products.Stock;

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
        builder.AddActor<StockActor>();
    }
}
