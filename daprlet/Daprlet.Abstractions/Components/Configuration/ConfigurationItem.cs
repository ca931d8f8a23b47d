namespace Daprlet.Components.Configuration;

/// <summary>A setting of a configuration store.</summary>
/// <param name="Version">As the backend counts or names them; may be empty.</param>
public sealed record ConfigurationItem(string Value, string Version, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>What subscribers get for a key that is not there any more.</summary>
    public static readonly ConfigurationItem Removed = new("", "", new Dictionary<string, string>());
}
