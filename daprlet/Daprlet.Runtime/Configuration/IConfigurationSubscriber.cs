using Daprlet.Components.Configuration;

namespace Daprlet.Configuration;

/// <summary>Who has subscribed to settings: the app behind the sidecar, or a stream of its.</summary>
public interface IConfigurationSubscriber
{
    /// <summary>Takes an update; the next one of the subscription waits until this has completed. A failure is logged, and the update is lost, as in Dapr.</summary>
    /// <param name="cancellationToken">The subscription ends.</param>
    Task UpdateAsync(ConfigurationUpdate update, CancellationToken cancellationToken);
}

/// <summary>A setting that has changed.</summary>
/// <param name="SubscriptionId">What the subscriber got when it subscribed.</param>
/// <param name="Store">The component's name.</param>
/// <param name="Item"><see cref="ConfigurationItem.Removed"/> when the key is gone.</param>
public sealed record ConfigurationUpdate(string SubscriptionId, string Store, string Key, ConfigurationItem Item);
