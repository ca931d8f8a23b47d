using System.Security.Cryptography;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Users.Keys;

/// <summary>Signs with the newest key of the set, and knows them all. Loaded at the first use, then kept.</summary>
public sealed class SigningKeys(SigningKeyStore store) : IVerificationKeys, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Loaded? _loaded;

    /// <summary>Signs an access token.</summary>
    public async Task<string> SignAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync(cancellationToken);
        // An ECDsa is not safe for several threads.
        lock (loaded.Pair) return Jwt.Sign(token, loaded.Newest.Id, loaded.Pair);
    }

    /// <summary>The public keys.</summary>
    public async Task<IReadOnlyCollection<VerificationKey>> GetPublicAsync(CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken)).Public.Values;

    /// <inheritdoc />
    public async ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken)).Public.GetValueOrDefault(keyId);

    /// <inheritdoc />
    public void Dispose()
    {
        _loaded?.Pair.Dispose();
        _loading.Dispose();
    }

    private async ValueTask<Loaded> LoadAsync(CancellationToken cancellationToken)
    {
        if (_loaded is { } loaded) return loaded;
        await _loading.WaitAsync(cancellationToken);
        try
        {
            return _loaded ??= await ReadAsync(cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<Loaded> ReadAsync(CancellationToken cancellationToken)
    {
        var keyEncryptionKey = await store.GetKeyEncryptionKeyAsync(cancellationToken);
        var keys = (await store.GetOrCreateAsync(keyEncryptionKey, cancellationToken)).Keys;
        var newest = keys.MaxBy(key => key.CreatedAt)!;
        try
        {
            return new(newest, newest.Open(keyEncryptionKey), keys.ToDictionary(key => key.Id, key => key.PublicKey));
        }
        catch (CryptographicException exception)
        {
            throw new ServiceUnavailableException("signing_unavailable", "No tokens can be issued at the moment.", exception);
        }
    }

    private sealed record Loaded(SigningKey Newest, ECDsa Pair, Dictionary<string, VerificationKey> Public);
}
