using Dapr.Actors.Runtime;
using DaprShop.Orders.Clients;
using DaprShop.Orders.Processing;
using DaprShop.Orders.Storage;
using DaprShop.ServiceDefaults.Events;
using DaprShop.ServiceDefaults.Json;

namespace DaprShop.Orders;

internal static class OrdersServices
{
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(20);

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
        services.AddActors(AddOrderActor);
        builder.AddEvents("orders", (section.Get<OrdersOptions>() ?? new OrdersOptions()).StateStore);
    }

    private static void AddOrderActor(ActorRuntimeOptions options)
    {
        options.Actors.RegisterActor<OrderActor>();
        options.UseJsonSerialization = true;
        options.JsonSerializerOptions = ShopJson.State;
        options.ActorIdleTimeout = IdleTimeout;

        // A turn ends before its order moves to another host, so that nobody works on it twice at once.
        options.DrainRebalancedActors = true;
        options.DrainOngoingCallTimeout = DrainTimeout;
    }
}
