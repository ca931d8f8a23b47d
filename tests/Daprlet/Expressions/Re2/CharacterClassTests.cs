using Daprlet.Expressions.Re2;

namespace DaprShop.Tests.Daprlet.Expressions.Re2;

/// <summary>Which code points a class has, of the first 768 and some beyond. RE2's syntax page is the expectation.</summary>
public sealed class CharacterClassTests
{
    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
    private const string Controls = "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f";

    private static readonly int[] Runes = [.. Enumerable.Range(0, 0x300), 0x212A, 0xD7FF, 0xE000, 0xFFFD, 0xFFFF, 0x10000, .. Enumerable.Range(0x1F5FF, 5), 0x10FFFE, 0x10FFFF];

    [Theory]
    [InlineData(@"\d", Digits)]
    [InlineData(@"\s", "\t\n\f\r ")]
    [InlineData(@"\w", Digits + Upper + Lower + "_")]
    [InlineData("[[:alnum:]]", Digits + Upper + Lower)]
    [InlineData("[[:alpha:]]", Upper + Lower)]
    [InlineData("[[:ascii:]]", Controls + " " + Punctuation + Digits + Upper + Lower)]
    [InlineData("[[:blank:]]", "\t ")]
    [InlineData("[[:cntrl:]]", Controls)]
    [InlineData("[[:digit:]]", Digits)]
    [InlineData("[[:graph:]]", Punctuation + Digits + Upper + Lower)]
    [InlineData("[[:lower:]]", Lower)]
    [InlineData("[[:print:]]", " " + Punctuation + Digits + Upper + Lower)]
    [InlineData("[[:punct:]]", Punctuation)]
    [InlineData("[[:space:]]", "\t\n\v\f\r ")]
    [InlineData("[[:upper:]]", Upper)]
    [InlineData("[[:word:]]", Digits + Upper + Lower + "_")]
    [InlineData("[[:xdigit:]]", Digits + "ABCDEFabcdef")]
    [InlineData(@"\p{ASCII}", Controls + " " + Punctuation + Digits + Upper + Lower)]
    [InlineData("(?i)[[:upper:]]", Upper + Lower + "ſ\u212a")]
    [InlineData("(?i)[[:lower:]]", Upper + Lower + "ſ\u212a")]
    [InlineData(@"(?i)\w", Digits + Upper + Lower + "_ſ\u212a")]
    [InlineData(@"(?i)\d", Digits)]
    [InlineData("(?i)[r-s]", "RSrsſ")]
    [InlineData("(?i)[k]", "Kk\u212a")]
    [InlineData("(?i)[ſ]", "Ssſ")]
    [InlineData("(?i)[@-B]", "@ABab")]
    [InlineData("[a-c]", "abc")]
    [InlineData("[a-a]", "a")]
    [InlineData("[a-c-e]", "abc-e")]
    [InlineData("[a-]", "a-")]
    [InlineData("[-a]", "-a")]
    [InlineData("[--/]", "-./")]
    [InlineData("[]-a]", "]^_`a")]
    [InlineData("[a^]", "a^")]
    [InlineData(@"[\]\[\\]", @"]\[")]
    [InlineData(@"[\n\t\a\f\r\v]", "\n\t\a\f\r\v")]
    [InlineData(@"[\x41-\x{43}\104\0\07\0012]", "ABCD\0\a\u00012")]
    [InlineData(@"[\d-z]", Digits + "-z")]
    [InlineData("[[:digit:]-z]", Digits + "-z")]
    [InlineData("[[:digit:][:blank:]x]", Digits + "\t x")]
    [InlineData("[[:x]", "[:x")]
    [InlineData("[[a]", "[a")]
    [InlineData("[(*.$|{]", "(*.$|{")]
    [InlineData("[😀-😂é]", "😀😁😂é")]
    [InlineData(@"[\x{10FFFF}\x{E000}]", "\udbff\udfff\ue000")]
    public void A_class_has_these_and_its_opposite_all_others(string pattern, string members)
    {
        var expected = members.EnumerateRunes().Select(rune => rune.Value).Order();

        Assert.Equal(expected, Members(pattern));
        Assert.Equal(expected, Members(Opposite(pattern), isIn: false));
    }

    [Theory]
    [InlineData(".", "\n")]
    [InlineData("(?s).", "")]
    [InlineData("(?s:.)", "")]
    [InlineData("[^a]", "a")]
    [InlineData("[^]a]", "]a")]
    [InlineData("[^-a]", "-a")]
    [InlineData("[^^]", "^")]
    [InlineData("[^a-c]", "abc")]
    [InlineData("(?i)[^k]", "Kk\u212a")]
    [InlineData(@"\D", Digits)]
    [InlineData(@"\S", "\t\n\f\r ")]
    [InlineData(@"\W", Digits + Upper + Lower + "_")]
    [InlineData(@"(?i)\W", Digits + Upper + Lower + "_ſ\u212a")]
    [InlineData(@"(?i)[\W]", Digits + Upper + Lower + "_ſ\u212a")]
    [InlineData("[[:^alpha:]]", Upper + Lower)]
    [InlineData("(?i)[[:^lower:]]", Upper + Lower + "ſ\u212a")]
    [InlineData(@"[^\d]", Digits)]
    [InlineData(@"[\D]", Digits)]
    [InlineData(@"[\D5]", "012346789")]
    [InlineData(@"[^\n]", "\n")]
    [InlineData(@"\P{ASCII}", Controls + " " + Punctuation + Digits + Upper + Lower)]
    [InlineData(@"\p{^ASCII}", Controls + " " + Punctuation + Digits + Upper + Lower)]
    [InlineData(@"\p{Any}", "")]
    [InlineData(@"\P{^Any}", "")]
    public void A_class_has_all_but_these(string pattern, string others) =>
        Assert.Equal(others.EnumerateRunes().Select(rune => rune.Value).Order(), Members(pattern, isIn: false));

    [Theory]
    [InlineData(@"[^\D\d]")]
    [InlineData(@"[^\x{0}-\x{10FFFF}]")]
    [InlineData(@"\P{Any}")]
    [InlineData(@"\p{^Any}")]
    [InlineData(@"\x{D800}")]
    [InlineData(@"\p{Cs}")]
    public void A_class_may_have_none(string pattern) => Assert.Empty(Members(pattern));

    [Theory]
    [InlineData(@"\a", '\a')]
    [InlineData(@"\f", '\f')]
    [InlineData(@"\n", '\n')]
    [InlineData(@"\r", '\r')]
    [InlineData(@"\t", '\t')]
    [InlineData(@"\v", '\v')]
    [InlineData(@"\0", 0)]
    [InlineData(@"\07", 7)]
    [InlineData(@"\10", 8)]
    [InlineData(@"\77", 63)]
    [InlineData(@"\101", 'A')]
    [InlineData(@"\377", 255)]
    [InlineData(@"\777", 511)]
    [InlineData(@"\x00", 0)]
    [InlineData(@"\x09", 9)]
    [InlineData(@"\xaF", 0xAF)]
    [InlineData(@"\xFa", 0xFA)]
    [InlineData(@"\x{0}", 0)]
    [InlineData(@"\x{fF}", 255)]
    [InlineData(@"\x{00000041}", 'A')]
    [InlineData(@"\x{1F600}", 0x1F600)]
    [InlineData(@"\x{10FFFF}", 0x10FFFF)]
    [InlineData("\\\u007f", 0x7F)]
    [InlineData("\\ ", ' ')]
    [InlineData(@"\_", '_')]
    [InlineData(@"\.", '.')]
    [InlineData(@"\/", '/')]
    [InlineData(@"\:", ':')]
    [InlineData(@"\\", '\\')]
    [InlineData("é", 'é')]
    [InlineData("😀", 0x1F600)]
    public void A_character_may_be_written_otherwise(string pattern, int rune)
    {
        Assert.Equal([rune], Members(pattern));
        Assert.Equal([rune], Members($"[{pattern}]"));
    }

    private static string Opposite(string pattern)
    {
        var flags = pattern.StartsWith("(?i)", StringComparison.Ordinal) ? "(?i)" : "";
        var rest = pattern[flags.Length..];
        return rest.StartsWith('[') ? $"{flags}[^{rest[1..]}" : $"{flags}[^{rest}]";
    }

    private static IEnumerable<int> Members(string pattern, bool isIn = true)
    {
        var compiled = Pattern.Compile($"^(?:{pattern})$");
        return Runes.Where(rune => compiled.IsMatch(char.ConvertFromUtf32(rune)) == isIn);
    }
}
