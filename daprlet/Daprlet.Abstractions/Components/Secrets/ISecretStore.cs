namespace Daprlet.Components.Secrets;

/// <summary>A backend of the secrets building block.</summary>
public interface ISecretStore : IComponent
{
    /// <summary>The values of one secret by their keys (a store of single values has one, named like the secret), or null when it is absent.</summary>
    Task<IReadOnlyDictionary<string, string>?> GetAsync(string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>All secrets with their values.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>> GetAllAsync(IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);
}
