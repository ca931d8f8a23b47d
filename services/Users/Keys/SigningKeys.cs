using System.Security.Cryptography;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Users.Keys;

/// <summary>
/// Signs with a key of the stored set, and knows them all. Other instances change the set too, so what is published is always what is
/// stored, and what signs was stored <see cref="LongestUnchecked"/> ago. Only a key that is known is verified with from memory.
/// </summary>
public sealed class SigningKeys : IVerificationKeys, IDisposable
{
    /// <summary>How long this instance signs without a look at the stored set.</summary>
    public static readonly TimeSpan LongestUnchecked = TimeSpan.FromSeconds(1);

    private readonly SigningKeyStore _store;
    private readonly TimeProvider _time;
    private readonly SharedReads<StoredKeys> _reads;
    private readonly UnknownKeys _unknown;
    private volatile StoredKeys? _stored;
    private volatile Signer? _signer;

    public SigningKeys(SigningKeyStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
        _reads = new(ReadAsync);
        _unknown = new(async () => (await _reads.NextAsync(CancellationToken.None)).ById, time);
    }

    /// <summary>Signs an access token.</summary>
    /// <exception cref="ServiceUnavailableException">The key cannot be used here.</exception>
    public async Task<string> SignAsync(AccessToken token, CancellationToken cancellationToken)
    {
        var stored = _stored is { } recent && _time.GetElapsedTime(recent.ReadAt) < LongestUnchecked
            ? recent
            : await _reads.NextAsync(cancellationToken);
        var signer = _signer is { } current && stored.ById.ContainsKey(current.KeyId)
            ? current
            : await UseSignerAsync(stored.Set, cancellationToken);
        // An ECDsa is not safe for several threads.
        lock (signer.Pair) return Jwt.Sign(token, signer.KeyId, signer.Pair);
    }

    /// <summary>The public keys as they are stored now.</summary>
    public async Task<IEnumerable<VerificationKey>> GetPublicAsync(CancellationToken cancellationToken) =>
        (await _reads.NextAsync(cancellationToken)).ById.Values;

    /// <inheritdoc />
    public async ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken) =>
        _stored?.ById.GetValueOrDefault(keyId) ?? await _unknown.FindAsync(keyId, cancellationToken);

    /// <summary>Reads the stored set again, and signs from now on with the key whose time has come.</summary>
    /// <returns>The set as it is now. One that is gone stays in use here.</returns>
    public async Task<SigningKeySet> RefreshAsync(CancellationToken cancellationToken)
    {
        var set = (await _reads.NextAsync(cancellationToken)).Set;
        if (_signer?.KeyId != set.SigningAt(_time.GetUtcNow()).Id) await UseSignerAsync(set, cancellationToken);
        return set;
    }

    /// <summary>Stores the set with what is due: a new key, or without those whose time is over.</summary>
    /// <exception cref="ServiceUnavailableException">This instance cannot use the present key, so others could not use one that it made.</exception>
    public async Task<SigningKeySet> RotateAsync(TimeSpan longestAge, CancellationToken cancellationToken)
    {
        var set = (await _reads.NextAsync(cancellationToken)).Set;
        var keyEncryptionKey = await _store.GetKeyEncryptionKeyAsync(cancellationToken);
        Open(set.SigningAt(_time.GetUtcNow()), keyEncryptionKey).Dispose();
        await _store.RotateAsync(keyEncryptionKey, longestAge, cancellationToken);
        return await RefreshAsync(cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => _signer?.Pair.Dispose();

    // Not ended by the caller that happens to be first: others wait for it too.
    private async Task<StoredKeys> ReadAsync()
    {
        var readAt = _time.GetTimestamp();
        var set = await _store.FindAsync(CancellationToken.None)
            ?? _stored?.Set
            ?? await _store.CreateAsync(await _store.GetKeyEncryptionKeyAsync(CancellationToken.None), CancellationToken.None);
        return _stored = new(set, readAt);
    }

    // A pair that signs no more may still be at it for a request, so it is left to the garbage collector.
    private async Task<Signer> UseSignerAsync(SigningKeySet set, CancellationToken cancellationToken)
    {
        var key = set.SigningAt(_time.GetUtcNow());
        return _signer = new(key.Id, Open(key, await _store.GetKeyEncryptionKeyAsync(cancellationToken)));
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

    private sealed record StoredKeys(SigningKeySet Set, long ReadAt)
    {
        public IReadOnlyDictionary<string, VerificationKey> ById { get; } = Set.Keys.ToDictionary(key => key.Id, key => key.PublicKey);
    }

    private sealed record Signer(string KeyId, ECDsa Pair);
}
