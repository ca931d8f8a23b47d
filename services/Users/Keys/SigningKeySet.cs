using DaprShop.ServiceDefaults.Identity;
using DaprShop.ServiceDefaults.State;

namespace DaprShop.Users.Keys;

/// <summary>The keys of the shop's tokens as they are stored: one signs, all are published.</summary>
/// <param name="Keys">At least one.</param>
public sealed record SigningKeySet(IReadOnlyList<SigningKey> Keys) : CreateOnlyValue
{
    /// <summary>
    /// How long a key is published before it signs: longer than services keep the set that they have read
    /// (<see cref="RemoteVerificationKeys.LongestAge"/>), and than instances of this one take to look at it again.
    /// </summary>
    public static readonly TimeSpan PublishedBeforeUse = TimeSpan.FromMinutes(15);

    /// <summary>How long a key is published after its successor signs: longer than a token lasts, clocks that differ included.</summary>
    public static readonly TimeSpan PublishedAfterUse = TimeSpan.FromHours(1);

    /// <summary>The key to sign with: the newest that everybody has had the time to learn of, or else the first.</summary>
    public SigningKey SigningAt(DateTimeOffset now) =>
        Keys.Where(key => key.CreatedAt + PublishedBeforeUse <= now).MaxBy(key => key.CreatedAt) ?? Keys.MinBy(key => key.CreatedAt)!;

    /// <summary>Whether <see cref="Rotate"/> would change anything.</summary>
    /// <param name="longestAge">The age at which a key gets a successor.</param>
    /// <param name="now">The time.</param>
    public bool IsRotationDue(TimeSpan longestAge, DateTimeOffset now) => NeedsNewKey(longestAge, now) || Keys.Any(key => IsRetired(key, now));

    /// <summary>Adds a successor to a key that is old enough, and drops the keys whose tokens have all expired.</summary>
    /// <param name="longestAge">The age at which a key gets a successor.</param>
    /// <param name="now">The time.</param>
    /// <param name="create">Makes a key.</param>
    /// <returns>The set to store; this one if nothing is due.</returns>
    public SigningKeySet Rotate(TimeSpan longestAge, DateTimeOffset now, Func<SigningKey> create)
    {
        if (!IsRotationDue(longestAge, now)) return this;
        var kept = Keys.Where(key => !IsRetired(key, now));
        return this with { Keys = NeedsNewKey(longestAge, now) ? [.. kept, create()] : [.. kept] };
    }

    private bool NeedsNewKey(TimeSpan longestAge, DateTimeOffset now) => Keys.Max(key => key.CreatedAt) + longestAge <= now;

    private bool IsRetired(SigningKey key, DateTimeOffset now) =>
        Keys.Any(other => other.CreatedAt > key.CreatedAt && other.CreatedAt + PublishedBeforeUse + PublishedAfterUse <= now);
}
