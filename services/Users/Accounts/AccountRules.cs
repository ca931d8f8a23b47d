using System.Buffers;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Users.Accounts;

/// <summary>What a user name, an address and a password must be.</summary>
internal static class AccountRules
{
    /// <summary>The administrator's name, which nobody can register, whether or not that account stands already.</summary>
    public const string AdministratorName = "admin";

    // As many characters beside a name make a password of their own.
    private const int MinOwnCharacters = 4;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    public static bool IsUsername(string? name) =>
        name is { Length: >= 3 and <= 32 } && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool IsPassword(string? password) => password is { Length: >= 8 and <= 128 };

    public static void RequireUsername(this Validation validation, string? name) =>
        validation.Require(IsUsername(name), "username", "Must be 3 to 32 letters, digits, underscores, dots or hyphens.");

    public static void RequireEmail(this Validation validation, string? email) =>
        validation.Require(EmailAddress.IsPublic(email), "email", $"Must be one e-mail address of at most {EmailAddress.MaxLength} characters, without a name, quotes or spaces.");

    /// <summary>Notes what is wrong with a password to be.</summary>
    /// <param name="validation">Where it is noted.</param>
    /// <param name="password">The password.</param>
    /// <param name="field">The field's name in the request.</param>
    /// <param name="username">Whose it is to be.</param>
    /// <param name="email">The address of that user.</param>
    public static void RequirePassword(this Validation validation, string? password, string field, string? username, string? email)
    {
        if (!validation.Require(IsPassword(password), field, "Must be 8 to 128 characters.")) return;
        validation.Require(!CommonPasswords.Contain(password!), field, "Is one of the passwords that everybody tries first. Choose another one.");
        validation.Require(!IsMadeOf(password!, username) && !IsMadeOf(password!, email) && !IsMadeOf(password!, email?.Split('@')[0]), field,
            "Must not be your user name or your e-mail address, with or without a few characters more.");
    }

    private static bool IsMadeOf(string password, string? name) =>
        name is { Length: > 0 } && password.Length - name.Length < MinOwnCharacters && password.Contains(name, StringComparison.OrdinalIgnoreCase);
}
