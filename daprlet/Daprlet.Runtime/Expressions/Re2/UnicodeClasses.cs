using System.Collections.Concurrent;
using System.Globalization;

namespace Daprlet.Expressions.Re2;

/// <summary>The classes of characters that <c>\p</c> names: Unicode's categories, by their letters or their names, and its most common scripts.</summary>
internal static class UnicodeClasses
{
    private static readonly ConcurrentDictionary<string, RuneSet> Known = new(StringComparer.Ordinal);

    /// <summary>The letters of the categories; a group such as <c>L</c> is all that begin with it.</summary>
    private static readonly Dictionary<UnicodeCategory, string> Letters = new()
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
        [UnicodeCategory.OtherNotAssigned] = "Cn",
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

    /// <summary>The letters of what has a name (Unicode: PropertyValueAliases).</summary>
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Letter"] = "L",
        ["CasedLetter"] = "LC",
        ["UppercaseLetter"] = "Lu",
        ["LowercaseLetter"] = "Ll",
        ["TitlecaseLetter"] = "Lt",
        ["ModifierLetter"] = "Lm",
        ["OtherLetter"] = "Lo",
        ["Mark"] = "M",
        ["CombiningMark"] = "M",
        ["NonspacingMark"] = "Mn",
        ["SpacingMark"] = "Mc",
        ["EnclosingMark"] = "Me",
        ["Number"] = "N",
        ["DecimalNumber"] = "Nd",
        ["Digit"] = "Nd",
        ["LetterNumber"] = "Nl",
        ["OtherNumber"] = "No",
        ["Separator"] = "Z",
        ["SpaceSeparator"] = "Zs",
        ["LineSeparator"] = "Zl",
        ["ParagraphSeparator"] = "Zp",
        ["Other"] = "C",
        ["Control"] = "Cc",
        ["Cntrl"] = "Cc",
        ["Format"] = "Cf",
        ["Surrogate"] = "Cs",
        ["PrivateUse"] = "Co",
        ["Unassigned"] = "Cn",
        ["Punctuation"] = "P",
        ["Punct"] = "P",
        ["ConnectorPunctuation"] = "Pc",
        ["DashPunctuation"] = "Pd",
        ["OpenPunctuation"] = "Ps",
        ["ClosePunctuation"] = "Pe",
        ["InitialPunctuation"] = "Pi",
        ["FinalPunctuation"] = "Pf",
        ["OtherPunctuation"] = "Po",
        ["Symbol"] = "S",
        ["MathSymbol"] = "Sm",
        ["CurrencySymbol"] = "Sc",
        ["ModifierSymbol"] = "Sk",
        ["OtherSymbol"] = "So",
    };

    /// <summary>A category, a script, <c>Any</c>, <c>ASCII</c> or <c>Assigned</c>, however it is written; null for what daprlet does not know.</summary>
    public static RuneSet? Find(string name)
    {
        var plain = string.Concat(name.Split('_', '-', ' '));
        return plain.ToUpperInvariant() switch
        {
            "ANY" => RuneSet.All,
            "ASCII" => RuneSet.Of((0, 0x7F)),
            "ASSIGNED" => Category("CN")?.Negate(),
            var upper => UnicodeScripts.Find(plain) ?? Category(Names.GetValueOrDefault(plain)?.ToUpperInvariant() ?? upper),
        };
    }

    private static RuneSet? Category(string letters)
    {
        if (Known.TryGetValue(letters, out var known))
            return known;
        var wanted = Letters.Where(category => IsIn(category.Value.ToUpperInvariant(), letters)).Select(category => category.Key).ToHashSet();
        return wanted.Count == 0 ? null : Known.GetOrAdd(letters, RuneSet.Where(rune => wanted.Contains(CharUnicodeInfo.GetUnicodeCategory(rune))));
    }

    /// <summary>Whether a category is the one that is meant, or in the group.</summary>
    private static bool IsIn(string category, string letters) => letters == category || letters == category[..1] || (letters == "LC" && category is "LU" or "LL" or "LT");
}
