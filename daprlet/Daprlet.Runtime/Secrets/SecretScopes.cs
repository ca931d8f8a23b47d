using Daprlet.Resources;

namespace Daprlet.Secrets;

/// <summary>
/// Which secrets the app may read through the API (Dapr: Configuration, <c>spec.secrets.scopes</c>). They do not bind components, whose
/// references the sidecar resolves itself.
/// </summary>
internal sealed class SecretScopes
{
    private readonly Dictionary<string, SecretScope> _scopes = new(StringComparer.Ordinal);

    /// <exception cref="ResourceException">A store is named twice, or an access is neither allow nor deny.</exception>
    public SecretScopes(SecretsSpec spec)
    {
        foreach (var scope in spec.Scopes)
        {
            if (scope.DefaultAccess.Length > 0 && !Is(scope.DefaultAccess, "allow") && !Is(scope.DefaultAccess, "deny"))
                throw Wrong($"defaultAccess {scope.DefaultAccess} of store {scope.StoreName} is neither allow nor deny");
            if (!_scopes.TryAdd(scope.StoreName, scope))
                throw Wrong($"store {scope.StoreName} is repeated in the secrets configuration");
        }
    }

    /// <summary>An allow list decides alone; without one the deny list, then the default access.</summary>
    public bool Allows(string store, string secret)
    {
        if (!_scopes.TryGetValue(store, out var scope))
            return true;
        if (scope.AllowedSecrets.Count > 0)
            return scope.AllowedSecrets.Contains(secret);
        return !scope.DeniedSecrets.Contains(secret) && !Is(scope.DefaultAccess, "deny");
    }

    private static bool Is(string access, string word) => string.Equals(access, word, StringComparison.OrdinalIgnoreCase);

    private static ResourceException Wrong(string reason) => new(null, "error loading configuration", reason);
}
