using Dapr.Client;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.State;
using Microsoft.Extensions.Options;

namespace DaprShop.Users.Keys;

/// <summary>The stored key set, and the secret that its private keys are encrypted with.</summary>
public sealed class SigningKeyStore(DaprClient dapr, IOptions<UsersOptions> options, TimeProvider time)
{
    private const string Key = "signing-keys";
    private const int KeyEncryptionKeyBytes = 32;

    /// <summary>The key set; made by whichever instance comes first.</summary>
    public async Task<SigningKeySet> GetOrCreateAsync(byte[] keyEncryptionKey, CancellationToken cancellationToken)
    {
        var store = options.Value.StateStore;
        var stored = await dapr.GetStateAsync<SigningKeySet?>(store, Key, ConsistencyMode.Strong, cancellationToken: cancellationToken);
        if (stored is not null) return stored;
        var first = new SigningKeySet([SigningKey.Create(keyEncryptionKey, time.GetUtcNow())]);
        return (await dapr.CreateOnlyAsync(store, Key, first, cancellationToken)).Value;
    }

    /// <summary>Reads the key that encrypts the private keys.</summary>
    /// <exception cref="ServiceUnavailableException">The secret is not what it must be.</exception>
    public async Task<byte[]> GetKeyEncryptionKeyAsync(CancellationToken cancellationToken)
    {
        var name = options.Value.KeyEncryptionKeySecret;
        var secret = await dapr.GetSecretAsync(options.Value.SecretStore, name, cancellationToken: cancellationToken);
        var key = new byte[KeyEncryptionKeyBytes];
        return Convert.TryFromBase64String(secret.GetValueOrDefault(name, ""), key, out var length) && length == KeyEncryptionKeyBytes
            ? key
            : throw new ServiceUnavailableException("signing_unavailable", "No tokens can be issued at the moment.",
                new InvalidOperationException($"The secret '{name}' must be {KeyEncryptionKeyBytes} bytes in base64."));
    }
}
