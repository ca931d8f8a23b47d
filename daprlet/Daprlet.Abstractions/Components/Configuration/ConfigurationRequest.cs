namespace Daprlet.Components.Configuration;

/// <summary>What is asked of a configuration store, to read or to subscribe to.</summary>
/// <param name="Keys">None means all that there are.</param>
/// <param name="Metadata">For the backend.</param>
public sealed record ConfigurationRequest(IReadOnlyList<string> Keys, IReadOnlyDictionary<string, string> Metadata)
{
    public bool Includes(string key) => Keys.Count == 0 || Keys.Contains(key);
}
