using System.Collections.Concurrent;
using System.Net;
using DaprShop.ServiceDefaults.Errors;
using DaprShop.ServiceDefaults.Requests;

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

    // By client: an IPv4 address or the /64 of an IPv6 address; null for all that the user never came from.
    private readonly ConcurrentDictionary<(string Name, string? Client), Tries> _tries = new();
    private readonly ConcurrentDictionary<(string Name, string Client), DateTimeOffset> _known = new();

    /// <summary>Counts a try before it is made, so that many at once count too.</summary>
    /// <returns>Whether it may be made.</returns>
    public bool TryBegin(string username, IPAddress address)
    {
        var (name, client) = (username.ToLowerInvariant(), ClientNetwork.Of(address));
        MakeRoom();
        var known = IsKnown(name, client);
        if (Count((name, client)) > (known ? MaxFromKnownAddress : MaxFromAddress)) return false;
        return known || Count((name, null)) <= MaxFromAnywhere;
    }

    /// <summary>Makes a try, unless there were too many. One that could not be made, since others were before it, does not count.</summary>
    /// <param name="username">The name.</param>
    /// <param name="address">Where it comes from.</param>
    /// <param name="attempt">Makes it; null for a wrong password.</param>
    /// <returns>Whether it was made, and what came of it.</returns>
    public async Task<(bool IsMade, T? Result)> TryAsync<T>(string username, IPAddress address, Func<Task<T?>> attempt) where T : class
    {
        if (!TryBegin(username, address)) return (false, null);
        try
        {
            var result = await attempt();
            if (result is not null) Succeeded(username, address);
            return (true, result);
        }
        catch (ServiceUnavailableException)
        {
            Withdraw(username, address);
            throw;
        }
    }

    /// <summary>Forgets the tries from an address that turned out to be the user's.</summary>
    public void Succeeded(string username, IPAddress address)
    {
        var (name, client) = (username.ToLowerInvariant(), ClientNetwork.Of(address));
        _tries.TryRemove((name, client), out _);
        _known[(name, client)] = time.GetUtcNow();
    }

    private void Withdraw(string username, IPAddress address)
    {
        var (name, client) = (username.ToLowerInvariant(), ClientNetwork.Of(address));
        Uncount((name, client));
        if (!IsKnown(name, client)) Uncount((name, null));
    }

    private bool IsKnown(string name, string client) =>
        _known.TryGetValue((name, client), out var since) && time.GetUtcNow() - since < KnownFor;

    private int Count((string, string?) key)
    {
        var now = time.GetUtcNow();
        return _tries.AddOrUpdate(key,
            _ => new(1, now),
            (_, tries) => now - tries.Since < Window ? tries with { Number = tries.Number + 1 } : new(1, now)).Number;
    }

    private void Uncount((string, string?) key)
    {
        while (_tries.TryGetValue(key, out var tries) && tries.Number > 0 && !_tries.TryUpdate(key, tries with { Number = tries.Number - 1 }, tries))
        {
        }
    }

    // Made-up names must not fill the memory; forgetting all is kinder to users than refusing new names.
    private void MakeRoom()
    {
        if (_tries.Count >= MaxEntries) _tries.Clear();
        if (_known.Count >= MaxEntries) _known.Clear();
    }

    private readonly record struct Tries(int Number, DateTimeOffset Since);
}
