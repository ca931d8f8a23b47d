using DaprShop.Baskets.Clients;
using DaprShop.Baskets.Processing;
using DaprShop.Baskets.Storage;
using DaprShop.ServiceDefaults.Settings;

namespace DaprShop.Baskets;

internal static class BasketsServices
{
    private static readonly TimeSpan ShortestTimeToLive = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeToLive = TimeSpan.FromDays(3653);

    public static void AddBaskets(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<BasketsOptions>()
            .Bind(builder.Configuration.GetSection("Baskets"))
            .Validate(options => options.TimeToLive >= ShortestTimeToLive && options.TimeToLive <= LongestTimeToLive,
                "Baskets:TimeToLive must be 1 second to 10 years.")
            .ValidateOnStart();
        builder.AddLiveSettings(CheckoutMaintenance.Key);
        services.AddSingleton<CheckoutMaintenance>();
        services.AddSingleton<BasketStore>();
        services.AddSingleton<CheckoutAnswers>();
        services.AddSingleton<ProductsClient>();
        services.AddSingleton<OrdersClient>();
        services.AddSingleton<CheckoutProcess>();
        services.AddSingleton<BasketProcess>();
    }
}
