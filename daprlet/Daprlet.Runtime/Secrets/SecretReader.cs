using Daprlet.Components;
using Daprlet.Components.Secrets;
using Daprlet.Errors;
using Daprlet.Resiliency;
using Grpc.Core;

namespace Daprlet.Secrets;

/// <summary>What the secrets API does, whatever the transport: finds the store, asks the scopes, reads.</summary>
internal sealed class SecretReader(LoadedComponents components, SecretScopes scopes, ResiliencyPolicies resiliency)
{
    public async Task<ApiResult<IReadOnlyDictionary<string, string>>> GetAsync(string store, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (components.Find<ISecretStore>(store) is not { } found)
            return NotFound(store);
        if (!scopes.Allows(store, name))
            return new ApiError(403, "ERR_PERMISSION_DENIED", $"access denied by policy to get \"{name}\" from \"{store}\"");
        try
        {
            var secret = await PolicyFor(store).RunAsync(token => found.GetAsync(name, metadata, token), cancellationToken, Judge);
            return secret is null ? NotRead($"secret with key {name}", store, $"secret {name} not found") : new Dictionary<string, string>(secret);
        }
        catch (PolicyException e)
        {
            return NotRead($"secret with key {name}", store, e.Message);
        }
    }

    /// <summary>Every secret that the scopes allow.</summary>
    public async Task<ApiResult<IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>>> GetAllAsync(string store, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (components.Find<ISecretStore>(store) is not { } found)
            return NotFound(store);
        try
        {
            var secrets = await PolicyFor(store).RunAsync(token => found.GetAllAsync(metadata, token), cancellationToken);
            return secrets.Where(secret => scopes.Allows(store, secret.Key)).ToDictionary();
        }
        catch (PolicyException e)
        {
            return NotRead("secrets", store, e.Message);
        }
    }

    private Policy PolicyFor(string store) => resiliency.ForComponent(store, ComponentKind.Secretstore, ComponentDirection.Outbound);

    /// <summary>A secret that is not there is a failure to Dapr.</summary>
    private static AttemptOutcome Judge(object? secret) => secret is null ? AttemptOutcome.Failed() : AttemptOutcome.Success;

    private static ApiError NotRead(string which, string store, string reason) => new(500, "ERR_SECRET_GET", $"failed getting {which} from secret store {store}: {reason}");

    private ApiError NotFound(string store) => components.Any<ISecretStore>()
        ? new ApiError(401, "ERR_SECRET_STORE_NOT_FOUND", $"failed finding secret store with key {store}") { GrpcStatus = StatusCode.InvalidArgument }
        : new ApiError(500, "ERR_SECRET_STORES_NOT_CONFIGURED", "secret store is not configured") { GrpcStatus = StatusCode.FailedPrecondition };
}
