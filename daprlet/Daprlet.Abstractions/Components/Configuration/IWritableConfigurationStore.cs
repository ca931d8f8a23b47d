namespace Daprlet.Components.Configuration;

/// <summary>
/// A store whose settings can be written, which Dapr's API cannot do: the stores are written with their own tools. A test gets it by
/// <c>sidecar.Components.Find&lt;IWritableConfigurationStore&gt;("name")</c>.
/// </summary>
public interface IWritableConfigurationStore : IConfigurationStore
{
    /// <summary>Adds or replaces a setting. When this completes, subscribers in this process have been told.</summary>
    /// <param name="key">Not empty.</param>
    /// <param name="version">Null for the number after the version that the setting has, which is 1 when it has none that is a number.</param>
    /// <returns>The version that it has now.</returns>
    /// <exception cref="ConfigurationStoreException">The backend failed.</exception>
    Task<string> SetAsync(string key, string value, string? version = null, IReadOnlyDictionary<string, string>? metadata = null);

    /// <summary>Removes a setting; false when it was not there.</summary>
    /// <exception cref="ConfigurationStoreException">The backend failed.</exception>
    Task<bool> RemoveAsync(string key);
}
