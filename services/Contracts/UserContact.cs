namespace DaprShop.Contracts;

/// <summary>How a user is addressed and reached, for the service that sends mails.</summary>
/// <param name="Username">The user's name.</param>
/// <param name="Email">The user's address.</param>
public sealed record UserContact(string Username, string Email)
{
    /// <summary>Keeps the address out of whatever prints this.</summary>
    public override string ToString() => nameof(UserContact);
}
