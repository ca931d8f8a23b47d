namespace DaprShop.ServiceDefaults.Identity;

/// <summary>What an access token says.</summary>
/// <param name="Subject">The user's id, a UUIDv7.</param>
/// <param name="Name">The user's name.</param>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="TokenId">The token's own id.</param>
/// <param name="IssuedAt">When it was issued, to the second.</param>
/// <param name="ExpiresAt">When it ends, to the second.</param>
public sealed record AccessToken(
    Guid Subject, string Name, string Role, Guid TokenId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>Who issues the shop's tokens.</summary>
    public const string Issuer = "daprshop-users";

    /// <summary>Whom they are for.</summary>
    public const string Audience = "daprshop";
}

/// <summary>The roles of the shop.</summary>
public static class Roles
{
    public const string Customer = "customer";
    public const string Administrator = "administrator";
}
