using System.Buffers;
using DaprShop.ServiceDefaults.Requests;

namespace DaprShop.Users.Accounts;

/// <summary>What a user name, an address and a password must be.</summary>
internal static class AccountRules
{
    /// <summary>The administrator's name, which nobody can register, whether or not that account stands already.</summary>
    public const string AdministratorName = "admin";

    private const int MaxEmailLength = 254; // RFC 5321, 4.5.3.1.3: a path of 256 with its brackets
    private const int MaxEmailLocalLength = 64; // RFC 5321, 4.5.3.1.1

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    public static bool IsUsername(string? name) =>
        name is { Length: >= 3 and <= 32 } && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    public static bool IsPassword(string? password) => password is { Length: >= 8 and <= 128 };

    /// <summary>Plain on purpose: whether an address exists is known only when mail to it arrives.</summary>
    public static bool IsEmail(string? email)
    {
        if (email is not { Length: <= MaxEmailLength } || email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return false;
        var at = email.LastIndexOf('@');
        var domain = email[(at + 1)..];
        return at is > 0 and <= MaxEmailLocalLength && domain.Split('.') is { Length: >= 2 } labels
            && labels.All(label => label is { Length: >= 1 and <= 63 } && label.All(c => char.IsLetterOrDigit(c) || c == '-'));
    }

    public static void RequireUsername(this Validation validation, string? name) =>
        validation.Require(IsUsername(name), "username", "Must be 3 to 32 letters, digits, underscores, dots or hyphens.");

    public static void RequireEmail(this Validation validation, string? email) =>
        validation.Require(IsEmail(email), "email", "Must be an e-mail address of at most 254 characters.");

    public static void RequirePassword(this Validation validation, string? password, string field) =>
        validation.Require(IsPassword(password), field, "Must be 8 to 128 characters.");
}
