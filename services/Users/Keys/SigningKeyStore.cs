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

    /// <summary>Makes the set with the first key, unless another instance was faster.</summary>
    /// <param name="keyEncryptionKey">Encrypts the key.</param>
    /// <param name="cancellationToken">Ends the attempt; whether the set was made is then unknown.</param>
    /// <returns>The one set that is stored, whoever made it.</returns>
    public async Task<SigningKeySet> CreateAsync(byte[] keyEncryptionKey, CancellationToken cancellationToken)
    {
        var first = new SigningKeySet([SigningKey.Create(keyEncryptionKey, time.GetUtcNow())]);
        return (await dapr.CreateOnlyAsync(options.Value.StateStore, Key, first, cancellationToken)).Value;
    }

    /// <summary>The key set; null if there is none.</summary>
    public Task<SigningKeySet?> FindAsync(CancellationToken cancellationToken) =>
        dapr.GetStateAsync<SigningKeySet?>(options.Value.StateStore, Key, ConsistencyMode.Strong, cancellationToken: cancellationToken);

    /// <summary>Adds and drops the keys that are due, again from the start when another instance was faster.</summary>
    /// <param name="keyEncryptionKey">Encrypts a new key.</param>
    /// <param name="longestAge">The age at which a key gets a successor.</param>
    /// <param name="cancellationToken">Ends the attempt; whether the set was changed is then unknown.</param>
    public Task RotateAsync(byte[] keyEncryptionKey, TimeSpan longestAge, CancellationToken cancellationToken) =>
        dapr.UpdateStateAsync<SigningKeySet>(options.Value.StateStore, Key, set =>
        {
            var now = time.GetUtcNow();
            return set.Rotate(longestAge, now, () => SigningKey.Create(keyEncryptionKey, now));
        }, cancellationToken);

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
