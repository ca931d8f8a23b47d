using Microsoft.AspNetCore.Identity;

namespace DaprShop.Users.Accounts;

/// <summary>Hashes and verifies passwords at a constant cost, a few at a time.</summary>
public sealed class Passwords(IPasswordHasher<Account> hasher) : IDisposable
{
    /// <summary>Rounds of PBKDF2 with HMAC-SHA-512, as OWASP's password storage cheat sheet has it.</summary>
    public const int Iterations = 210_000;

    // The hasher asks nothing of the user that it is given.
    private static readonly Account Anybody = new(Guid.Empty, "", "", "", "", 0, default);

    // Hashing is all processor: more at once would only keep every other request waiting.
    private readonly SemaphoreSlim _turns = new(Environment.ProcessorCount);
    private readonly Lazy<string> _dummyHash = new(() => hasher.HashPassword(Anybody, Guid.NewGuid().ToString()));

    /// <summary>Hashes a password.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => hasher.HashPassword(Anybody, password), cancellationToken);

    /// <summary>Verifies a password; without an account it takes as long, and fails.</summary>
    /// <returns>The hash that the account should have from now on; null if the password is wrong.</returns>
    public Task<string?> VerifyAsync(Account? account, string password, CancellationToken cancellationToken) =>
        InTurnAsync(() => hasher.VerifyHashedPassword(Anybody, account?.PasswordHash ?? _dummyHash.Value, password) switch
        {
            _ when account is null => null,
            PasswordVerificationResult.Success => account.PasswordHash,
            PasswordVerificationResult.SuccessRehashNeeded => hasher.HashPassword(Anybody, password),
            _ => null,
        }, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _turns.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }
}
