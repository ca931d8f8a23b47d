using DaprShop.ServiceDefaults.Errors;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>
/// Looks for a key that the copy of the key set does not have: no token is refused by a copy that may be too old. So that made-up ids
/// cannot flood what the set is read from, all that ask share one read, <see cref="Burst"/> reads may follow each other at once and
/// further ones at an <see cref="Interval"/>, for which one waits, and an id that was looked up in vain stays unknown for <see cref="MissDuration"/>.
/// </summary>
public sealed class UnknownKeys
{
    /// <summary>How many reads need not wait after a quiet time.</summary>
    public const int Burst = 5;

    /// <summary>The time between two reads when many unknown ids come.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long an id that was looked up in vain is not looked up again.</summary>
    public static readonly TimeSpan MissDuration = TimeSpan.FromSeconds(5);

    /// <summary>How long one waits for a read; then it is not known whether the key is published.</summary>
    public static readonly TimeSpan WaitLimit = TimeSpan.FromSeconds(5);

    private const int MaxMisses = 1000;

    private readonly TimeProvider _time;
    private readonly RecentMisses _misses;
    private readonly SharedReads<IReadOnlyDictionary<string, VerificationKey>> _reads;

    /// <param name="read">Reads the keys by their ids; what it throws, all that wait for it get.</param>
    /// <param name="time">The clock.</param>
    public UnknownKeys(Func<Task<IReadOnlyDictionary<string, VerificationKey>>> read, TimeProvider time)
    {
        _time = time;
        _misses = new(MaxMisses, MissDuration, time);
        _reads = new(read, new ReadAllowance(Burst, Interval, time));
    }

    /// <summary>Finds a key in the set as it is now; null if it is not there.</summary>
    /// <exception cref="ServiceUnavailableException">The set could not be read in <see cref="WaitLimit"/>.</exception>
    public async Task<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        if (_misses.Contains(keyId)) return null;
        var keys = await ReadAsync(cancellationToken);
        if (!keys.TryGetValue(keyId, out var key)) _misses.Add(keyId);
        return key;
    }

    /// <summary>The set as it is now.</summary>
    /// <inheritdoc cref="FindAsync" path="/exception" />
    public async Task<IReadOnlyDictionary<string, VerificationKey>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reads.NextAsync(cancellationToken).WaitAsync(WaitLimit, _time, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new ServiceUnavailableException(ErrorCodes.IdentityUnavailable, "Sign-in cannot be checked at the moment. Try again.", exception);
        }
    }
}
