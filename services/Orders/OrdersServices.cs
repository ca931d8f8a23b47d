using DaprShop.Orders.Clients;
using DaprShop.Orders.Processing;
using DaprShop.Orders.Storage;

namespace DaprShop.Orders;

internal static class OrdersServices
{
    public static void AddOrders(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.Configure<OrdersOptions>(builder.Configuration.GetSection("Orders"));
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderRequests>();
        services.AddSingleton<OrderLists>();
        services.AddSingleton<OrderHistory>();
        services.AddSingleton<ProductsClient>();
        services.AddSingleton<PaymentsClient>();
        services.AddSingleton<OrderWorker>();
        services.AddSingleton<IOrderProcess, OrderProcess>();
    }
}
