using Daprlet.Expressions.Re2;

namespace DaprShop.Tests.Daprlet.Expressions.Re2;

/// <summary>The classes of Unicode that Go's regexp knows, by each of their names.</summary>
public sealed class UnicodeClassTests
{
    /// <summary>A character of each category.</summary>
    private static readonly Dictionary<string, string> Samples = new()
    {
        ["Lu"] = "É",
        ["Ll"] = "é",
        ["Lt"] = "ǅ",
        ["Lm"] = "ʰ",
        ["Lo"] = "א",
        ["Mn"] = "\u0301",
        ["Mc"] = "\u0903",
        ["Me"] = "\u20dd",
        ["Nd"] = "٣",
        ["Nl"] = "Ⅷ",
        ["No"] = "½",
        ["Zs"] = "\u00a0",
        ["Zl"] = "\u2028",
        ["Zp"] = "\u2029",
        ["Cc"] = "\u0085",
        ["Cf"] = "\u00ad",
        ["Co"] = "\ue000",
        ["Cn"] = "\u0378",
        ["Pc"] = "‿",
        ["Pd"] = "—",
        ["Ps"] = "(",
        ["Pe"] = ")",
        ["Pi"] = "«",
        ["Pf"] = "»",
        ["Po"] = "¿",
        ["Sm"] = "±",
        ["Sc"] = "€",
        ["Sk"] = "`",
        ["So"] = "😀",
    };

    [Theory]
    [InlineData("Lu", "Uppercase_Letter")]
    [InlineData("Ll", "Lowercase_Letter")]
    [InlineData("Lt", "Titlecase_Letter")]
    [InlineData("Lm", "Modifier_Letter")]
    [InlineData("Lo", "Other_Letter")]
    [InlineData("Lu Ll Lt", "LC", "Cased_Letter")]
    [InlineData("Lu Ll Lt Lm Lo", "L", "Letter")]
    [InlineData("Mn", "Nonspacing_Mark")]
    [InlineData("Mc", "Spacing_Mark")]
    [InlineData("Me", "Enclosing_Mark")]
    [InlineData("Mn Mc Me", "M", "Mark", "Combining_Mark")]
    [InlineData("Nd", "Decimal_Number", "digit")]
    [InlineData("Nl", "Letter_Number")]
    [InlineData("No", "Other_Number")]
    [InlineData("Nd Nl No", "N", "Number")]
    [InlineData("Zs", "Space_Separator")]
    [InlineData("Zl", "Line_Separator")]
    [InlineData("Zp", "Paragraph_Separator")]
    [InlineData("Zs Zl Zp", "Z", "Separator")]
    [InlineData("Cc", "Control", "cntrl")]
    [InlineData("Cf", "Format")]
    [InlineData("Co", "Private_Use")]
    [InlineData("Cn", "Unassigned")]
    [InlineData("Cc Cf Co Cn", "C", "Other")]
    [InlineData("Pc", "Connector_Punctuation")]
    [InlineData("Pd", "Dash_Punctuation")]
    [InlineData("Ps", "Open_Punctuation")]
    [InlineData("Pe", "Close_Punctuation")]
    [InlineData("Pi", "Initial_Punctuation")]
    [InlineData("Pf", "Final_Punctuation")]
    [InlineData("Po", "Other_Punctuation")]
    [InlineData("Pc Pd Ps Pe Pi Pf Po", "P", "Punctuation", "punct")]
    [InlineData("Sm", "Math_Symbol")]
    [InlineData("Sc", "Currency_Symbol")]
    [InlineData("Sk", "Modifier_Symbol")]
    [InlineData("So", "Other_Symbol")]
    [InlineData("Sm Sc Sk So", "S", "Symbol")]
    [InlineData("Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Co Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So", "Assigned")]
    public void A_category_has_the_characters_of_its_kind(string categories, params string[] names)
    {
        var kinds = categories.Split(' ');
        foreach (var name in kinds.Length == 1 ? [.. names, categories] : names)
        {
            var (members, others) = (Pattern.Compile($@"^\p{{{name}}}$"), Pattern.Compile($@"^\P{{{name}}}$"));
            Assert.All(Samples, sample => Assert.Equal(kinds.Contains(sample.Key), members.IsMatch(sample.Value)));
            Assert.All(Samples, sample => Assert.Equal(!kinds.Contains(sample.Key), others.IsMatch(sample.Value)));
        }
    }

    [Theory]
    [InlineData("Surrogate")]
    [InlineData("Cs")]
    public void Half_a_character_is_in_no_text(string name) => Assert.All(Samples.Values.Append("\ud800"), sample => Assert.False(Pattern.Compile($@"^\p{{{name}}}$").IsMatch(sample)));

    [Theory]
    [InlineData(@"\pL")]
    [InlineData(@"\pl")]
    [InlineData(@"\p{L}")]
    [InlineData(@"\p{ L }")]
    [InlineData(@"\p{lu}")]
    [InlineData(@"\p{LU}")]
    [InlineData(@"\p{l_u}")]
    [InlineData(@"\p{lc}")]
    [InlineData(@"\p{uppercase letter}")]
    [InlineData(@"\p{UPPER-CASE_LETTER}")]
    [InlineData(@"\p{latin}")]
    [InlineData(@"\p{LATIN}")]
    [InlineData(@"\p{any}")]
    [InlineData(@"\p{Ascii}")]
    [InlineData(@"\p{assigned}")]
    [InlineData(@"\P{^L}")]
    [InlineData(@"\P{N}")]
    [InlineData(@"\PN")]
    [InlineData(@"\p{^n}")]
    [InlineData(@"[\pL]")]
    [InlineData(@"[\p{Lu}\d]")]
    [InlineData(@"[^\PL]")]
    [InlineData(@"(?i)\p{Ll}")]
    [InlineData(@"(?i)[\p{Ll}]")]
    public void A_name_is_read_however_it_is_written(string pattern) => Assert.True(Pattern.Compile($"^{pattern}$").IsMatch("A"));

    [Theory]
    [InlineData(@"(?i)\P{Lu}", "a")]
    [InlineData(@"(?i)\p{^Lu}", "A")]
    [InlineData(@"(?i)[^\p{Ll}]", "A")]
    [InlineData(@"\p{^L}", "A")]
    [InlineData(@"\P{^N}", "A")]
    [InlineData(@"\PL", "A")]
    public void An_opposite_has_none_of_them(string pattern, string text) => Assert.False(Pattern.Compile($"^{pattern}$").IsMatch(text));

    /// <summary>Unicode 15.0 says how many characters each script has.</summary>
    [Theory]
    [InlineData("Latin", 1481, "aZéſ\ufb06\u212a", "αаあ1")]
    [InlineData("Greek", 518, "αΩ\u1f00\u2126", "aа")]
    [InlineData("Cyrillic", 506, "аЯ\ua69f", "aα")]
    [InlineData("Han", 98_408, "一漢\u9fff\U00020000", "あア")]
    [InlineData("Hiragana", 381, "あん", "ア一")]
    [InlineData("Katakana", 321, "アン\uff66", "あ一")]
    public void A_script_has_its_characters(string name, int count, string members, string others)
    {
        var (script, letters) = (UnicodeClasses.Find(name)!, Pattern.Compile($@"^\p{{{name}}}$"));

        Assert.Equal(count, script.Ranges.Sum(range => range.Last - range.First + 1));
        Assert.All(members.EnumerateRunes(), rune => Assert.True(letters.IsMatch(rune.ToString()), rune.ToString()));
        Assert.All(others.EnumerateRunes(), rune => Assert.False(letters.IsMatch(rune.ToString()), rune.ToString()));
    }

    [Theory]
    [InlineData("aA")]
    [InlineData("kK\u212a")]
    [InlineData("sSſ")]
    [InlineData("åÅ\u212b")]
    [InlineData("ßẞ")]
    [InlineData("σΣς")]
    [InlineData("θΘϑϴ")]
    [InlineData("ωΩ\u2126")]
    [InlineData("ιΙ\u0345\u1fbe")]
    [InlineData("ǆǅǄ")]
    [InlineData("жЖ")]
    [InlineData("ⓐⒶ")]
    [InlineData("𐐨𐐀")]
    [InlineData("\U0001e922\U0001e900")]
    [InlineData("ა\u1c90")]
    [InlineData("Ꭰ\uab70")]
    [InlineData("İ")]
    [InlineData("ı")]
    [InlineData("1")]
    public void Case_is_ignored_among_the_cases_of_a_character_alone(string cases)
    {
        var all = "aAiIkK\u212asSſåÅ\u212bßẞσΣςθΘϑϴωΩ\u2126ιΙ\u0345\u1fbeǆǅǄжЖⓐⒶ𐐨𐐀\U0001e922\U0001e900ა\u1c90Ꭰ\uab70İı1".EnumerateRunes().ToList();
        foreach (var rune in cases.EnumerateRunes())
        {
            string[] patterns = [$"(?i)^{rune}$", $"(?i)^[{rune}]$", $"(?i)^[{rune}-{rune}]$", $"(?i:^{rune}$)"];
            foreach (var pattern in patterns.Select(Pattern.Compile))
                Assert.All(all, other => Assert.Equal(cases.EnumerateRunes().Contains(other), pattern.IsMatch(other.ToString())));
        }
    }
}
