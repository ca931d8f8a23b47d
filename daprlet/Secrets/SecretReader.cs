using Daprlet.Api;
using Daprlet.Components;

namespace Daprlet.Secrets;

/// <summary>What the secrets API does, whatever the transport: finds the store, asks the scopes, reads.</summary>
internal sealed class SecretReader(LoadedComponents components, SecretScopes scopes)
{
    public async Task<ApiResult<IReadOnlyDictionary<string, string>>> GetAsync(string store, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (components.Find<ISecretStore>(store) is not { } found)
            return NotFound(store);
        if (!scopes.Allows(store, name))
            return new ApiError(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get \"{name}\" from \"{store}\"");
        var secret = await found.GetAsync(name, metadata, cancellationToken);
        return secret is null
            ? new ApiError(500, "ERR_SECRET_GET", $"failed getting secret with key {name} from secret store {store}: secret {name} not found")
            : new Dictionary<string, string>(secret);
    }

    /// <summary>Every secret that the scopes allow.</summary>
    public async Task<ApiResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> GetAllAsync(string store, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (components.Find<ISecretStore>(store) is not { } found)
            return NotFound(store);
        var secrets = await found.GetAllAsync(metadata, cancellationToken);
        return secrets.Where(secret => scopes.Allows(store, secret.Key)).ToDictionary();
    }

    private ApiError NotFound(string store) => components.Any<ISecretStore>()
        ? new ApiError(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {store}")
        : new ApiError(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured");
}
