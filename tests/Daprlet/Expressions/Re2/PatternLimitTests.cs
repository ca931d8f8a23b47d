using Daprlet.Expressions.Re2;

namespace DaprShop.Tests.Daprlet.Expressions.Re2;

/// <summary>How much a pattern may ask for: on one side of each limit it matches, on the other it is refused.</summary>
public sealed class PatternLimitTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(0, 1000)]
    [InlineData(999, 1000)]
    [InlineData(1000, 1000)]
    [InlineData(0, null)]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(1000, null)]
    public void A_part_stands_there_as_often_as_its_count_says(int min, int? max)
    {
        var count = max == min ? $"{min}" : $"{min},{max}";
        var pattern = Pattern.Compile($"^(?:ab){{{count}}}$");

        int[] counts = [0, 1, 2, 3, 4, 998, 999, 1000, 1001];
        Assert.All(counts, copies => Assert.Equal(min <= copies && !(copies > max), pattern.IsMatch(string.Concat(Enumerable.Repeat("ab", copies)))));
        Assert.False(pattern.IsMatch("aba"));
    }

    [Theory]
    [InlineData("^(a{100}){10}$", 1000)]
    [InlineData("^((a{10}){10,}){10}$", 1000)]
    [InlineData("^(a{500}|b*){2}$", 1000)]
    [InlineData("^(a{500}b?){2}$", 1000)]
    [InlineData("^(a{1000}){0,1}$", 1000)]
    [InlineData("^((a{1000}){0}){1000}$", 0)]
    [InlineData("^(a*){1000}$", 3)]
    [InlineData("^(a{1000})*$", 2000)]
    [InlineData("^(a{1000})+$", 3000)]
    public void All_counts_together_may_be_a_thousand(string pattern, int length)
    {
        var compiled = Pattern.Compile(pattern);

        Assert.True(compiled.IsMatch(new string('a', length)));
        Assert.False(compiled.IsMatch(new string('a', length) + "c"));
    }

    [Fact]
    public void Groups_nest_a_thousand_deep()
    {
        var (opening, closing) = (string.Concat(Enumerable.Repeat("(?:x|", 999)), string.Concat(Enumerable.Repeat(")*", 999)));

        Assert.True(Pattern.Compile($"^{opening}a{closing}$").IsMatch("xaax"));
        Refused($"(?:{opening}a{closing})", "expression nests too deeply");
        Refused(new string('(', 50_000), "expression nests too deeply");
    }

    [Fact]
    public void Groups_beside_one_another_do_not_nest() =>
        Assert.True(Pattern.Compile($"^{string.Concat(Enumerable.Repeat("(a)", 2000))}$").IsMatch(new string('a', 2000)));

    [Fact]
    public void What_a_pattern_asks_for_is_limited()
    {
        var longest = new string('a', 49_997);

        Assert.True(Pattern.Compile($"^{longest}").IsMatch(longest));
        Refused($"^{longest}a", "expression too large");
        Refused($"(?:{new string('a', 50)}){{1000}}", "expression too large");
    }

    private static void Refused(string pattern, string problem) =>
        Assert.Equal($"error parsing regexp: {problem}: `{pattern}`", Assert.Throws<FormatException>(() => Pattern.Compile(pattern)).Message);
}
