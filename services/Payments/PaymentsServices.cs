using DaprShop.Payments.Processors;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DaprShop.Payments;

internal static class PaymentsServices
{
    public static void AddPayments(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<PaymentsOptions>(builder.Configuration.GetSection("Payments"));
        builder.Services.AddSingleton<PaymentStore>();
        builder.Services.AddSingleton<PaymentProcess>();
        builder.Services.TryAddSingleton<ICardProcessor, BindingCardProcessor>();
    }
}
