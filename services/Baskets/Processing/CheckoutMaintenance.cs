using DaprShop.ServiceDefaults.Settings;

namespace DaprShop.Baskets.Processing;

/// <summary>Whether an operator has closed the checkout: a live setting.</summary>
internal sealed class CheckoutMaintenance(LiveSettings settings)
{
    /// <summary>The setting's key in the configuration store.</summary>
    public const string Key = "checkout.maintenance";

    /// <summary>Whether no checkout may begin at the moment.</summary>
    public ValueTask<bool> IsOnAsync(CancellationToken cancellationToken) => settings.IsOnAsync(Key, cancellationToken);
}
