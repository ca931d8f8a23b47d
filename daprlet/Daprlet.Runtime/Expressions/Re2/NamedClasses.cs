using System.Collections.Concurrent;
using System.Globalization;

namespace Daprlet.Expressions.Re2;

/// <summary>The classes of characters that patterns name: Perl's, POSIX's, Unicode's categories, and its most common scripts.</summary>
internal static class NamedClasses
{
    private static readonly ConcurrentDictionary<string, RuneSet?> Unicode = new(StringComparer.Ordinal);

    private static readonly Dictionary<char, RuneSet> Perl = new()
    {
        ['d'] = RuneSet.Of(('0', '9')),
        ['s'] = RuneSet.Of(('\t', '\n'), ('\f', '\r'), (' ', ' ')),
        ['w'] = RuneSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')),
    };

    private static readonly Dictionary<string, RuneSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = RuneSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z')),
        ["alpha"] = RuneSet.Of(('A', 'Z'), ('a', 'z')),
        ["ascii"] = RuneSet.Of((0, 0x7F)),
        ["blank"] = RuneSet.Of(('\t', '\t'), (' ', ' ')),
        ["cntrl"] = RuneSet.Of((0, 0x1F), (0x7F, 0x7F)),
        ["digit"] = RuneSet.Of(('0', '9')),
        ["graph"] = RuneSet.Of(('!', '~')),
        ["lower"] = RuneSet.Of(('a', 'z')),
        ["print"] = RuneSet.Of((' ', '~')),
        ["punct"] = RuneSet.Of(('!', '/'), (':', '@'), ('[', '`'), ('{', '~')),
        ["space"] = RuneSet.Of(('\t', '\r'), (' ', ' ')),
        ["upper"] = RuneSet.Of(('A', 'Z')),
        ["word"] = RuneSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')),
        ["xdigit"] = RuneSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
    };

    /// <summary>By Unicode's letters for them; a group such as <c>L</c> is all that begin with it.</summary>
    private static readonly Dictionary<UnicodeCategory, string> Categories = new()
    {
        [UnicodeCategory.UppercaseLetter] = "Lu",
        [UnicodeCategory.LowercaseLetter] = "Ll",
        [UnicodeCategory.TitlecaseLetter] = "Lt",
        [UnicodeCategory.ModifierLetter] = "Lm",
        [UnicodeCategory.OtherLetter] = "Lo",
        [UnicodeCategory.NonSpacingMark] = "Mn",
        [UnicodeCategory.SpacingCombiningMark] = "Mc",
        [UnicodeCategory.EnclosingMark] = "Me",
        [UnicodeCategory.DecimalDigitNumber] = "Nd",
        [UnicodeCategory.LetterNumber] = "Nl",
        [UnicodeCategory.OtherNumber] = "No",
        [UnicodeCategory.SpaceSeparator] = "Zs",
        [UnicodeCategory.LineSeparator] = "Zl",
        [UnicodeCategory.ParagraphSeparator] = "Zp",
        [UnicodeCategory.Control] = "Cc",
        [UnicodeCategory.Format] = "Cf",
        [UnicodeCategory.Surrogate] = "Cs",
        [UnicodeCategory.PrivateUse] = "Co",
        [UnicodeCategory.ConnectorPunctuation] = "Pc",
        [UnicodeCategory.DashPunctuation] = "Pd",
        [UnicodeCategory.OpenPunctuation] = "Ps",
        [UnicodeCategory.ClosePunctuation] = "Pe",
        [UnicodeCategory.InitialQuotePunctuation] = "Pi",
        [UnicodeCategory.FinalQuotePunctuation] = "Pf",
        [UnicodeCategory.OtherPunctuation] = "Po",
        [UnicodeCategory.MathSymbol] = "Sm",
        [UnicodeCategory.CurrencySymbol] = "Sc",
        [UnicodeCategory.ModifierSymbol] = "Sk",
        [UnicodeCategory.OtherSymbol] = "So",
    };

    private static readonly Dictionary<string, RuneSet> Scripts = new(StringComparer.Ordinal)
    {
        ["Latin"] = RuneSet.Of(('A', 'Z'), ('a', 'z'), (0xAA, 0xAA), (0xBA, 0xBA), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2B8), (0x2E0, 0x2E4), (0x1D00, 0x1D25), (0x1D2C, 0x1D5C),
            (0x1D62, 0x1D65), (0x1D6B, 0x1D77), (0x1D79, 0x1DBE), (0x1E00, 0x1EFF), (0x2071, 0x2071), (0x207F, 0x207F), (0x2090, 0x209C), (0x212A, 0x212B), (0x2132, 0x2132),
            (0x214E, 0x214E), (0x2160, 0x2188), (0x2C60, 0x2C7F), (0xA722, 0xA787), (0xA78B, 0xA7CA), (0xA7F2, 0xA7FF), (0xAB30, 0xAB5A), (0xAB5C, 0xAB64), (0xFB00, 0xFB06), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A)),
        ["Greek"] = RuneSet.Of((0x370, 0x373), (0x375, 0x377), (0x37A, 0x37D), (0x37F, 0x37F), (0x384, 0x384), (0x386, 0x386), (0x388, 0x38A), (0x38C, 0x38C), (0x38E, 0x3A1), (0x3A3, 0x3E1), (0x3F0, 0x3FF), (0x1F00, 0x1FFE), (0x2126, 0x2126)),
        ["Cyrillic"] = RuneSet.Of((0x400, 0x484), (0x487, 0x52F), (0x1C80, 0x1C88), (0x1D2B, 0x1D2B), (0x1D78, 0x1D78), (0x2DE0, 0x2DFF), (0xA640, 0xA69F), (0xFE2E, 0xFE2F)),
        ["Han"] = RuneSet.Of((0x2E80, 0x2E99), (0x2E9B, 0x2EF3), (0x2F00, 0x2FD5), (0x3005, 0x3005), (0x3007, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFA6D), (0xFA70, 0xFAD9), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0), (0x2F800, 0x2FA1D), (0x30000, 0x323AF)),
        ["Hiragana"] = RuneSet.Of((0x3041, 0x3096), (0x309D, 0x309F)),
        ["Katakana"] = RuneSet.Of((0x30A1, 0x30FA), (0x30FD, 0x30FF), (0x31F0, 0x31FF), (0x32D0, 0x32FE), (0x3300, 0x3357), (0xFF66, 0xFF6F), (0xFF71, 0xFF9D)),
    };

    /// <summary>ASCII's word characters, which <c>\b</c> asks for.</summary>
    public static RuneSet Word => Perl['w'];

    /// <summary>What stands behind a backslash, such as <c>d</c>; null for what is no class.</summary>
    public static RuneSet? FindPerl(char letter) => Perl.TryGetValue(char.ToLowerInvariant(letter), out var set) ? (char.IsAsciiLetterLower(letter) ? set : set.Negate()) : null;

    /// <summary>What stands between <c>[:</c> and <c>:]</c>; null for what is no class.</summary>
    public static RuneSet? FindPosix(string name) => name.StartsWith('^') ? Posix.GetValueOrDefault(name[1..])?.Negate() : Posix.GetValueOrDefault(name);

    /// <summary>A category, a script or <c>Any</c>; null for what daprlet does not know.</summary>
    public static RuneSet? FindUnicode(string name) => name == "Any" ? RuneSet.All : Scripts.GetValueOrDefault(name) ?? (name.Length > 2 ? null : Unicode.GetOrAdd(name, Category));

    private static RuneSet? Category(string name)
    {
        var wanted = Categories.Where(category => category.Value == name || category.Value[..1] == name).Select(category => category.Key).ToHashSet();
        return wanted.Count == 0 ? null : RuneSet.Of(Enumerable.Range(0, RuneSet.MaxRune + 1).Where(rune => wanted.Contains(CharUnicodeInfo.GetUnicodeCategory(rune))).Select(rune => (rune, rune)));
    }
}
