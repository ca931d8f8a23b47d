using System.Buffers;
using System.Globalization;
using System.Text;

namespace DaprShop.ServiceDefaults.Requests;

/// <summary>
/// E-mail addresses. A mail server takes apart what it is given at commas, semicolons and brackets, and mails to all that it finds: so
/// only what can be nothing but one address is one here, without quotes, comments, names and routes (RFC 5321, 4.1.2: Dot-string).
/// </summary>
public static class EmailAddress
{
    /// <summary>The longest address, in bytes of UTF-8 (RFC 5321, 4.5.3.1.3: a path of 256 with its brackets).</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64; // RFC 5321, 4.5.3.1.1
    private const int MaxLabelLength = 63; // RFC 1035, 2.3.4

    // Blocks of Unicode: Letterlike Symbols to Number Forms, and CJK Compatibility Ideographs to Fullwidth Forms.
    private const char LetterlikeSymbols = '\u2100';
    private const char LastNumberForm = '\u218f';
    private const char CompatibilityIdeographs = '\uf900';

    // What else a local part may have; but for % and !, at which old servers find the way to another one.
    private static readonly SearchValues<char> LocalSymbols = SearchValues.Create("#$&'*+/=?^_`{|}~-");

    /// <summary>Whether a text is one address; whether it exists is known only when mail to it arrives.</summary>
    public static bool IsOne(string? text)
    {
        if (text is null || Encoding.UTF8.GetByteCount(text) > MaxLength) return false;
        return text.Split('@') is [var local, var domain] && IsLocal(local) && domain.Split('.') is { } labels
            && labels.All(IsLabel) && !labels[^1].All(char.IsAsciiDigit);
    }

    /// <summary>Whether a text is one address of a domain on the Internet, which has a dot.</summary>
    public static bool IsPublic(string? text) => IsOne(text) && text!.AsSpan(text!.IndexOf('@')).Contains('.');

    private static bool IsLocal(string local) =>
        Encoding.UTF8.GetByteCount(local) <= MaxLocalLength
        && local.Split('.').All(atom => atom.Length > 0 && atom.All(character => IsLetterOrDigit(character) || LocalSymbols.Contains(character)));

    private static bool IsLabel(string label) =>
        label is { Length: >= 1 and <= MaxLabelLength } and not ['-', ..] and not [.., '-']
        && label.All(character => IsLetterOrDigit(character) || character == '-');

    // A letter that is only another form of others, such as a fullwidth one, is one of them to some servers and not to others.
    private static bool IsLetterOrDigit(char character) => char.IsAsciiLetterOrDigit(character)
        || (char.IsLetterOrDigit(character) && character is not ((>= LetterlikeSymbols and <= LastNumberForm) or >= CompatibilityIdeographs)
            && char.GetUnicodeCategory(character) != UnicodeCategory.ModifierLetter);
}
