using System.Security.Cryptography;
using System.Text;

namespace DaprShop.Users.Sessions;

/// <summary>What a user began by logging in: a chain of refresh tokens, each good for one use.</summary>
/// <param name="Id">The session's id, a part of its refresh tokens.</param>
/// <param name="TokenHash">SHA-256 of the one refresh token that is good, in hex.</param>
/// <param name="StartedAt">When the user logged in.</param>
/// <param name="ExpiresAt">When the session ends; refreshing does not move it.</param>
public sealed record Session(Guid Id, string TokenHash, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>How long a session lasts.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>A session that begins with a refresh token.</summary>
    public static Session Begin(RefreshToken token, DateTimeOffset now) => new(token.SessionId, token.Hash, now, now + Lifetime);

    /// <summary>Whether a refresh token is the one that is good.</summary>
    public bool Accepts(RefreshToken token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(TokenHash), Encoding.ASCII.GetBytes(token.Hash));

    /// <summary>The session with its next refresh token.</summary>
    public Session With(RefreshToken next) => this with { TokenHash = next.Hash };
}
