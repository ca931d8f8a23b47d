using System.Security.Cryptography;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Users.Keys;

/// <summary>Signs with a key of the stored set, and knows them all. Loaded at the first use, and kept until it is refreshed.</summary>
public sealed class SigningKeys(SigningKeyStore store, TimeProvider time) : IVerificationKeys, IDisposable
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile Loaded? _loaded;

    /// <summary>Signs an access token.</summary>
    public async Task<string> SignAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync(cancellationToken);
        // An ECDsa is not safe for several threads.
        lock (loaded.Pair) return Jwt.Sign(token, loaded.Signing.Id, loaded.Pair);
    }

    /// <summary>The public keys.</summary>
    public async Task<IReadOnlyCollection<VerificationKey>> GetPublicAsync(CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken)).Public.Values;

    /// <inheritdoc />
    public async ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        (await LoadAsync(cancellationToken)).Public.GetValueOrDefault(keyId);

    /// <summary>Reads the stored set again: another instance may have changed it, and time tells which key signs.</summary>
    /// <returns>The set as it is now. One that is gone stays in use here.</returns>
    public async Task<SigningKeySet> RefreshAsync(CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync(cancellationToken);
        return await store.FindAsync(cancellationToken) is { } stored ? await UseAsync(stored, loaded, cancellationToken) : loaded.Set;
    }

    /// <summary>Stores the set with what is due: a new key, or without those whose time is over.</summary>
    /// <exception cref="ServiceUnavailableException">This instance cannot use the present key, so others could not use one that it made.</exception>
    public async Task<SigningKeySet> RotateAsync(TimeSpan longestAge, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync(cancellationToken);
        var keyEncryptionKey = await store.GetKeyEncryptionKeyAsync(cancellationToken);
        Open(loaded.Signing, keyEncryptionKey).Dispose();
        return await store.RotateAsync(keyEncryptionKey, longestAge, cancellationToken) is { } stored
            ? await UseAsync(stored, loaded, cancellationToken)
            : loaded.Set;
    }

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
        var set = await store.GetOrCreateAsync(keyEncryptionKey, cancellationToken);
        var signing = set.SigningAt(time.GetUtcNow());
        return new(set, signing, Open(signing, keyEncryptionKey));
    }

    // A pair that signs no more may still be at it for a request, so it is left to the garbage collector.
    private async Task<SigningKeySet> UseAsync(SigningKeySet set, Loaded before, CancellationToken cancellationToken)
    {
        var signing = set.SigningAt(time.GetUtcNow());
        var pair = signing.Id == before.Signing.Id
            ? before.Pair
            : Open(signing, await store.GetKeyEncryptionKeyAsync(cancellationToken));
        _loaded = new(set, signing, pair);
        return set;
    }

    private static ECDsa Open(SigningKey key, byte[] keyEncryptionKey)
    {
        try
        {
            return key.Open(keyEncryptionKey);
        }
        catch (CryptographicException exception)
        {
            throw new ServiceUnavailableException("signing_unavailable", "No tokens can be issued at the moment.", exception);
        }
    }

    private sealed record Loaded(SigningKeySet Set, SigningKey Signing, ECDsa Pair)
    {
        public Dictionary<string, VerificationKey> Public { get; } = Set.Keys.ToDictionary(key => key.Id, key => key.PublicKey);
    }
}
