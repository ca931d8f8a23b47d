using Microsoft.AspNetCore.Identity;

namespace DaprShop.Users.Accounts;

/// <summary>Hashes and verifies passwords at a constant cost, a few at a time, and one client's beside another's.</summary>
public sealed class Passwords(IPasswordHasher<Account> hasher)
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512, as OWASP's password storage cheat sheet has it.</summary>
    public const int Iterations = 210_000;

    // The hasher asks nothing of the user that it is given.
    private static readonly Account Anybody = new(Guid.Empty, "", "", "", "", 0, default);

    // Hashing is all processor: more at once would only keep every other request waiting. A hash takes a tenth of a second or two, so that a
    // client waits for two seconds or so for itself, and anybody for less than the gateway does.
    private const int MaxWaitingOfClient = 16;
    private const int MaxWaiting = 64;

    private readonly FairTurns _turns = new(
        Environment.ProcessorCount, MaxWaitingOfClient * Environment.ProcessorCount, MaxWaiting * Environment.ProcessorCount);

    private readonly Lazy<string> _dummyHash = new(() => hasher.HashPassword(Anybody, Guid.NewGuid().ToString()));

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="client">Who wants that: clients take turns.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">Too many wait already.</exception>
    public Task<string> HashAsync(string password, string client, CancellationToken cancellationToken) =>
        _turns.RunAsync(client, () => hasher.HashPassword(Anybody, password), cancellationToken);

    /// <summary>Verifies a password; without an account it takes as long, and fails.</summary>
    /// <param name="account">The account; null if there is none.</param>
    /// <param name="password">What may be its password.</param>
    /// <param name="client">Who wants to know: clients take turns.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">Too many wait already.</exception>
    /// <returns>The hash that the account should have from now on; null if the password is wrong.</returns>
    public Task<string?> VerifyAsync(Account? account, string password, string client, CancellationToken cancellationToken) =>
        _turns.RunAsync(client, () => hasher.VerifyHashedPassword(Anybody, account?.PasswordHash ?? _dummyHash.Value, password) switch
        {
            _ when account is null => null,
            PasswordVerificationResult.Success => account.PasswordHash,
            PasswordVerificationResult.SuccessRehashNeeded => hasher.HashPassword(Anybody, password),
            _ => null,
        }, cancellationToken);
}
