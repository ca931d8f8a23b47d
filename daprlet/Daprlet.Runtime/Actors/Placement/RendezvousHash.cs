namespace Daprlet.Actors.Placement;

/// <summary>
/// Rendezvous hashing (highest random weight): of several hosts each key prefers one, the same for whoever computes it, and a host that comes or
/// goes moves only the keys that prefer it. The values are the same in every process.
/// </summary>
internal static class RendezvousHash
{
    private const ulong FnvOffset = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>FNV-1a over the characters, then mixed.</summary>
    public static ulong Of(string text) => Mix(Append(FnvOffset, text));

    /// <inheritdoc cref="Of(string)"/>
    public static ulong Of(ActorAddress actor) => Mix(Append((Append(FnvOffset, actor.Type) ^ '/') * FnvPrime, actor.Id));

    /// <summary>How much a key prefers a host.</summary>
    public static ulong Weight(ulong key, ulong host) => Mix(key ^ host);

    private static ulong Append(ulong hash, string text)
    {
        foreach (var character in text)
            hash = (hash ^ character) * FnvPrime;
        return hash;
    }

    /// <summary>Spreads every bit over all bits (the finalizer of MurmurHash3).</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
