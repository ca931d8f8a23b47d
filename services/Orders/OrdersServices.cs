using DaprShop.Orders.Clients;
using DaprShop.Orders.Processing;
using DaprShop.Orders.Storage;
using DaprShop.Persistence.Actors;
using DaprShop.ServiceDefaults.Events;

namespace DaprShop.Orders;

internal static class OrdersServices
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);

    public static void AddOrders(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var section = builder.Configuration.GetSection("Orders");
        services.Configure<OrdersOptions>(section);
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderRequests>();
        services.AddSingleton<OrderLists>();
        services.AddSingleton<OrderHistory>();
        services.AddSingleton<ProductsClient>();
        services.AddSingleton<PaymentsClient>();
        services.AddSingleton<OrderWorker>();
        services.AddSingleton<OrderDisplay>();
        services.AddSingleton<OrderProcess>();
        builder.AddActor<OrderActor>(actors => actors.ActorIdleTimeout = IdleTimeout);
        builder.AddEvents("orders", (section.Get<OrdersOptions>() ?? new OrdersOptions()).StateStore);
    }
}
