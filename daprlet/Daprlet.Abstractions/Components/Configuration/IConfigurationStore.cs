namespace Daprlet.Components.Configuration;

/// <summary>A backend of the configuration building block.</summary>
public interface IConfigurationStore : IComponent
{
    /// <summary>The settings by their keys; those that are not there are left out.</summary>
    /// <exception cref="ConfigurationStoreException">The backend failed.</exception>
    Task<Dictionary<string, ConfigurationItem>> GetAsync(ConfigurationRequest request, CancellationToken cancellationToken);

    /// <summary>Tells of the changes from now on, until what is returned is disposed or the store is.</summary>
    /// <param name="changed">Gets a key and what it has now, <see cref="ConfigurationItem.Removed"/> when it is gone. Returns at once, throws nothing.</param>
    /// <exception cref="ConfigurationStoreException">The backend failed.</exception>
    Task<IAsyncDisposable> SubscribeAsync(ConfigurationRequest request, Action<string, ConfigurationItem> changed, CancellationToken cancellationToken);
}

/// <summary>A configuration store failed. The message says why and holds no secret.</summary>
public sealed class ConfigurationStoreException(string message, Exception? inner = null) : Exception(message, inner);
