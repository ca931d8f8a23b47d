using System.Collections.Concurrent;
using System.Net;

namespace DaprShop.Users.Sessions;

/// <summary>
/// Slows down whoever guesses passwords: some tries for a name from one address, and more for a name from anywhere. An
/// address from which the user has logged in is judged by its own tries alone, so that a stranger's guesses do not keep the
/// user out; nor do they touch sessions that run. Counts live in this process: another instance has its own, a restart forgets.
/// </summary>
public sealed class LoginLimiter(TimeProvider time)
{
    /// <summary>Tries for one name from one address within <see cref="Window"/>.</summary>
    public const int MaxFromAddress = 20;

    /// <summary>
    /// Tries for one name from an address where that user has logged in before, within <see cref="Window"/>: more, because programs
    /// of one user log in at the same time, and every try counts until it has turned out right.
    /// </summary>
    public const int MaxFromKnownAddress = 200;

    /// <summary>Tries for one name from all addresses that the user never came from, within <see cref="Window"/>.</summary>
    public const int MaxFromAnywhere = 100;

    /// <summary>The time that tries count for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private const int MaxEntries = 100_000;
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<(string Name, IPAddress? Address), Tries> _tries = new();
    private readonly ConcurrentDictionary<(string Name, IPAddress Address), DateTimeOffset> _known = new();

    /// <summary>Counts a try before it is made, so that many at once count too.</summary>
    /// <returns>Whether it may be made.</returns>
    public bool TryBegin(string username, IPAddress address)
    {
        var name = username.ToLowerInvariant();
        MakeRoom();
        var known = IsKnown(name, address);
        if (Count((name, address)) > (known ? MaxFromKnownAddress : MaxFromAddress)) return false;
        return known || Count((name, null)) <= MaxFromAnywhere;
    }

    /// <summary>Forgets the tries from an address that turned out to be the user's.</summary>
    public void Succeeded(string username, IPAddress address)
    {
        var name = username.ToLowerInvariant();
        _tries.TryRemove((name, address), out _);
        _known[(name, address)] = time.GetUtcNow();
    }

    private bool IsKnown(string name, IPAddress address) =>
        _known.TryGetValue((name, address), out var since) && time.GetUtcNow() - since < KnownFor;

    private int Count((string, IPAddress?) key)
    {
        var now = time.GetUtcNow();
        return _tries.AddOrUpdate(key,
            _ => new(1, now),
            (_, tries) => now - tries.Since < Window ? tries with { Number = tries.Number + 1 } : new(1, now)).Number;
    }

    // Made-up names must not fill the memory; forgetting all is kinder to users than refusing new names.
    private void MakeRoom()
    {
        if (_tries.Count >= MaxEntries) _tries.Clear();
        if (_known.Count >= MaxEntries) _known.Clear();
    }

    private readonly record struct Tries(int Number, DateTimeOffset Since);
}
