using DaprShop.ServiceDefaults.State;
using DaprShop.Users.Sessions;

namespace DaprShop.Users.Accounts;

/// <summary>
/// A user's account, with the sessions that refresh tokens stand for: one key, so that a change of the password and the end
/// of the sessions are one commit, and a refresh token is used up in the commit that issues the next.
/// </summary>
/// <param name="Id">A UUIDv7, the subject of the user's tokens.</param>
/// <param name="Username">As the user spelt it; unique without regard to case.</param>
/// <param name="Email">The address, as the user spelt it.</param>
/// <param name="PasswordHash">What the framework's password hasher made of the password.</param>
/// <param name="Role">One of <see cref="ServiceDefaults.Identity.Roles"/>.</param>
/// <param name="Revision">Counts the changes that the user sees, from 1; the entity tag of the account.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Account(
    Guid Id, string Username, string Email, string PasswordHash, string Role, int Revision, DateTimeOffset CreatedAt) : CreateOnlyValue
{
    /// <summary>The most sessions of a user; the oldest ends when another begins.</summary>
    public const int MaxSessions = 10;

    private const int MaxFormerEmails = 5;

    /// <summary>The sessions that have not ended, oldest first.</summary>
    public IReadOnlyList<Session> Sessions { get; init; } = [];

    /// <summary>Whether a refresh token is the good one of a session.</summary>
    public bool HasSession(RefreshToken token) =>
        Sessions.Any(session => session.Id == token.SessionId && session.Accepts(token));

    /// <summary>The addresses that it had before its last changes, the oldest first: whoever had one of them is told there.</summary>
    public IReadOnlyList<FormerEmail> FormerEmails { get; init; } = [];

    /// <summary>The account with an address, the same or another one.</summary>
    /// <param name="email">The address.</param>
    /// <param name="changeId">By what the change of the address is known, if it is one.</param>
    public Account WithEmail(string email, Guid changeId) => email == Email
        ? this with { Revision = Revision + 1 }
        : this with { Email = email, Revision = Revision + 1, FormerEmails = [.. FormerEmails.TakeLast(MaxFormerEmails - 1), new FormerEmail(changeId, Email)] };

    /// <summary>The account with another password, which ends its sessions: whoever knew the old one is out.</summary>
    public Account WithPassword(string passwordHash) => this with { PasswordHash = passwordHash, Sessions = [], Revision = Revision + 1 };

    /// <summary>The account with one session more, without those that are over.</summary>
    public Account WithSession(Session session) => this with
    {
        Sessions = [.. Sessions.Where(other => other.ExpiresAt > session.StartedAt).TakeLast(MaxSessions - 1), session],
    };

    /// <summary>The account without a session.</summary>
    public Account WithoutSession(Guid sessionId) =>
        Sessions.All(session => session.Id != sessionId)
            ? this
            : this with { Sessions = [.. Sessions.Where(session => session.Id != sessionId)] };

    /// <summary>
    /// The account after a refresh token was shown: with the next token's hash in its place, or without the session if the
    /// token had been used before, since then one of the two who showed it had stolen it.
    /// </summary>
    public Account AfterRefresh(RefreshToken shown, RefreshToken next, DateTimeOffset now)
    {
        if (Sessions.FirstOrDefault(session => session.Id == shown.SessionId) is not { } session) return this;
        if (session.ExpiresAt <= now || !session.Accepts(shown)) return WithoutSession(session.Id);
        return this with { Sessions = [.. Sessions.Select(other => other.Id == session.Id ? session.With(next) : other)] };
    }
}

/// <summary>An address that an account had.</summary>
/// <param name="ChangeId">The change that took it away.</param>
/// <param name="Email">The address.</param>
public sealed record FormerEmail(Guid ChangeId, string Email);
