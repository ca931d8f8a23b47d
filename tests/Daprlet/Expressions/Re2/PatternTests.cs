using Daprlet.Expressions.Re2;

namespace DaprShop.Tests.Daprlet.Expressions;

/// <summary>Patterns as RE2 takes them. What Go's regexp says to each is the expectation.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData("^[[:upper:]]{3}-[[:digit:]]+$", "ABC-12", "ABC-", "aBC-12", "ABC-12\n")]
    [InlineData("^order[.](created|paid)$", "order.paid", "order_paid", "order.paid ")]
    [InlineData(@"^\pN+$", "12٣Ⅷ", "a")]
    [InlineData(@"^\p{Lu}\P{Lu}$", "Éé", "éÉ")]
    [InlineData(@"^\p{^Lu}$", "a", "A")]
    [InlineData(@"^[\p{Greek}\d]+$", "α1", "a1", "٣")]
    [InlineData(@"\Aab\z", "ab", "ab\n", "xab")]
    [InlineData("(?P<year>[0-9]{4})-(?<month>[0-9]{2})", "on 2026-01", "2026-1")]
    [InlineData("(?s)^a.b$", "a\nb", "ab")]
    [InlineData("^a.b$", "a€b", "a\nb", "acb\n")]
    [InlineData("^.$", "😀", "ab")]
    [InlineData("^[^a]$", "\n", "a")]
    [InlineData("^[😀-😂]$", "😁", "😃")]
    [InlineData("(?m)^b$", "a\nb\nc", "ab")]
    [InlineData("(?U)^a+$", "aaa", "")]
    [InlineData(@"^\Qa.b*\E+$", "a.b***", "aab")]
    [InlineData(@"^\Q\E$", "", "E")]
    [InlineData(@"^\w+$", "az_09", "é")]
    [InlineData(@"^\d$", "7", "٧")]
    [InlineData(@"^\s$", "\f", "\u00a0", "\v")]
    [InlineData(@"\bx\b", "éxé", "axa", "x1")]
    [InlineData(@"^\Bé", "é", "a")]
    [InlineData("(?i)^straẞe$", "STRAßE", "strasse")]
    [InlineData("(?i)^[k]$", "\u212a", "j")]
    [InlineData("(?i)^[^k]$", "j", "K", "\u212a")]
    [InlineData("(?i)a(?-i)b", "Ab", "AB")]
    [InlineData("(?i:a)b", "Ab", "AB")]
    [InlineData("a(?i)b|c", "aB", "A")]
    [InlineData("^a{2,3}$", "aaa", "a", "aaaa")]
    [InlineData("^a{2,}$", "aaaaa", "a")]
    [InlineData("^a{,2}$", "a{,2}", "aa")]
    [InlineData("^a{01}$", "a{01}", "a")]
    [InlineData("^(a|b)*?c$", "ababc", "abd")]
    [InlineData("^(|a)+$", "aa", "b")]
    [InlineData(@"^[\]a-]+$", "]a-", "b")]
    [InlineData("^[]a]+$", "]a", "b")]
    [InlineData("^[a-]$", "-", "b")]
    [InlineData("^[[:^alpha:]]$", "1", "a")]
    [InlineData("^[[:word:][:space:]]$", "\v", "-")]
    [InlineData("^[[a]$", "[", "b")]
    [InlineData(@"^\x41\x{1F600}\101\a\-$", "A😀A\a-", "A")]
    [InlineData("^*a", "a", "b")]
    [InlineData("x*", "", null)]
    [InlineData("^(?)(?:a)$", "a", "b")]
    [InlineData("", "anything", null)]
    public void A_pattern_matches_the_first_and_none_of_the_others(string pattern, params string?[] texts)
    {
        var compiled = Pattern.Compile(pattern);

        Assert.True(compiled.IsMatch(texts[0]!), texts[0]);
        Assert.All(texts.Skip(1).OfType<string>(), text => Assert.False(compiled.IsMatch(text), text));
    }

    [Theory]
    [InlineData("(", "missing closing )")]
    [InlineData("a)", "unexpected )")]
    [InlineData("[a", "missing closing ]")]
    [InlineData("[b-a]", "invalid character class range: `b-a`")]
    [InlineData("[[:nothing:]]", "invalid character class range: `[:nothing:]`")]
    [InlineData(@"\pX", @"invalid character class range: `\pX`")]
    [InlineData(@"\C", @"invalid escape sequence: `\C`")]
    [InlineData(@"\Z", @"invalid escape sequence: `\Z`")]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1`")]
    [InlineData("\\", "trailing backslash at end of expression")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a|*", "missing argument to repetition operator: `*`")]
    [InlineData("a**", "invalid nested repetition operator: `**`")]
    [InlineData("a{1001}", "invalid repeat count: `{1001}`")]
    [InlineData("a{2,1}", "invalid repeat count: `{2,1}`")]
    [InlineData("(a{100}){11}", "invalid repeat count")]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?<!a)", "invalid named capture")]
    [InlineData("(?P<n>a)(?P<n>b)", "duplicate capture group name")]
    [InlineData("(?P<n n>a)", "invalid named capture")]
    [InlineData("(?-)a", "invalid or unsupported Perl syntax: `(?-)`")]
    [InlineData("a{1000}{2}", "invalid nested repetition operator")]
    public void A_text_that_is_no_pattern(string pattern, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Pattern.Compile(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_lone_surrogate_of_the_text_is_a_character_that_nobody_knows() => Assert.True(Pattern.Compile(@"^a\x{FFFD}$").IsMatch("a\ud800"));

    [Fact]
    public void Nesting_without_end_is_refused() => Assert.Throws<FormatException>(() => Pattern.Compile(new string('(', 50_000)));

    [Theory]
    [InlineData("(a*)*b")]
    [InlineData("(a|aa)+$b")]
    [InlineData("(x+x+)+y")]
    public void No_pattern_takes_for_ever(string pattern) => Assert.False(Pattern.Compile(pattern).IsMatch(new string('a', 20_000)));
}
