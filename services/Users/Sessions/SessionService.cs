using DaprShop.ServiceDefaults.Identity;
using DaprShop.Users.Accounts;
using DaprShop.Users.Keys;

namespace DaprShop.Users.Sessions;

/// <summary>The tokens of a session; an access token for the time being, and a refresh token for the next.</summary>
public sealed record SessionTokens(string AccessToken, RefreshToken RefreshToken);

/// <summary>Begins, continues and ends sessions.</summary>
public sealed class SessionService(AccountStore accounts, Passwords passwords, SigningKeys keys, TimeProvider time)
{
    /// <summary>How long an access token lasts. It cannot be taken back, so not long.</summary>
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Begins a session; null for an unknown name or a wrong password, after the same time.</summary>
    /// <param name="username">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="client">Who logs in: clients take turns.</param>
    /// <param name="cancellationToken">Ends the login.</param>
    /// <exception cref="ServiceDefaults.Errors.ServiceUnavailableException">Too many log in just now.</exception>
    public async Task<SessionTokens?> LogInAsync(string username, string password, string client, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(username, cancellationToken);
        var hash = await passwords.VerifyAsync(account, password, client, cancellationToken);
        if (account is null || hash is null) return null;

        var token = RefreshToken.Create(account.Id, Guid.CreateVersion7(time.GetUtcNow()));
        var session = Session.Begin(token, time.GetUtcNow());
        var changed = await accounts.UpdateAsync(account.Id, current => current.PasswordHash == account.PasswordHash
            ? current.WithSession(session) with { PasswordHash = hash }
            : current, cancellationToken);
        return await IssueAsync(changed, token, cancellationToken);
    }

    /// <summary>Uses up a refresh token; null if it is not good. One that was used before ends its session.</summary>
    public async Task<SessionTokens?> RefreshAsync(RefreshToken shown, CancellationToken cancellationToken)
    {
        var next = RefreshToken.Create(shown.UserId, shown.SessionId);
        var changed = await accounts.UpdateAsync(
            shown.UserId, current => current.AfterRefresh(shown, next, time.GetUtcNow()), cancellationToken);
        return await IssueAsync(changed, next, cancellationToken);
    }

    /// <summary>Ends a session; with a refresh token that was used before too, as a refresh would.</summary>
    /// <returns>Whether the refresh token was good.</returns>
    public async Task<bool> LogOutAsync(RefreshToken shown, CancellationToken cancellationToken)
    {
        var good = false;
        await accounts.UpdateAsync(shown.UserId, current =>
        {
            good = current.HasSession(shown);
            return current.WithoutSession(shown.SessionId);
        }, cancellationToken);
        return good;
    }

    private async Task<SessionTokens?> IssueAsync(Account? account, RefreshToken token, CancellationToken cancellationToken)
    {
        if (account is null || !account.HasSession(token)) return null;
        var now = time.GetUtcNow();
        var access = new AccessToken(
            account.Id, account.Username, account.Role, Guid.CreateVersion7(now), now, now + AccessTokenLifetime);
        return new(await keys.SignAsync(access, cancellationToken), token);
    }
}
