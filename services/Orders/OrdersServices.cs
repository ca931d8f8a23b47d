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
        services.AddOptions<OrdersOptions>()
            .Bind(section)
            .Validate(options => options.UnpaidOrders is >= 1 and <= 100, "Orders:UnpaidOrders must be 1 to 100.")
            .Validate(options => options.UnpaidPieces >= 1, "Orders:UnpaidPieces must be 1 or more.")
            .Validate(options => options.UnpaidTime >= TimeSpan.Zero, "Orders:UnpaidTime must not be negative.")
            .Validate(options => options.UnpaidPause >= TimeSpan.Zero, "Orders:UnpaidPause must not be negative.")
            .Validate(options => options.DeclinedCards is >= 1 and <= 1000, "Orders:DeclinedCards must be 1 to 1000.")
            .Validate(options => options.DeclinedCardsTime > TimeSpan.Zero, "Orders:DeclinedCardsTime must be above zero.")
            .ValidateOnStart();
        services.AddSingleton<OrderStore>();
        services.AddSingleton<OrderRequests>();
        services.AddSingleton<OrderLists>();
        services.AddSingleton<OrderHistory>();
        services.AddSingleton<UnpaidHoldStore>();
        services.AddSingleton<DeclinedCardStore>();
        services.AddSingleton<ProductsClient>();
        services.AddSingleton<PaymentsClient>();
        services.AddSingleton<OrderWorker>();
        services.AddSingleton<OrderDisplay>();
        services.AddSingleton<OrderProcess>();
        builder.AddActor<OrderActor>(actors => actors.ActorIdleTimeout = IdleTimeout);
        builder.AddEvents("orders", (section.Get<OrdersOptions>() ?? new OrdersOptions()).StateStore);
    }
}
