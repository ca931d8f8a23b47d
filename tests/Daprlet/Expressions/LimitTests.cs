using Daprlet.Expressions;

namespace DaprShop.Tests.Daprlet.Expressions;

/// <summary>How long, how deep and how much a rule may be.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_rule_has_16_KiB_of_characters_at_most()
    {
        Assert.True(Rule.Holds("true".PadRight(16 * 1024)));
        Assert.Equal("the expression is longer than 16384 characters", Rule.Refusal("true".PadRight((16 * 1024) + 1)));
    }

    [Theory]
    [InlineData("(", "true", ")")]
    [InlineData("true ? true : ", "true", "")]
    [InlineData("[", "true", "][0]")]
    [InlineData("{'a': ", "true", "}.a")]
    [InlineData("dyn(", "true", ")")]
    [InlineData("!!(", "true", ")")]
    [InlineData("[0][", "0", "]")]
    [InlineData("[true].exists(x, ", "x", ")")]
    [InlineData("''.startsWith(", "''", ")")]
    public void A_rule_is_nested_128_levels_deep_at_most(string open, string inner, string close)
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat(open, levels - 1)) + inner + string.Concat(Enumerable.Repeat(close, levels - 1));

        Condition.Compile(Nested(128));
        Assert.Equal("the expression is nested more than 128 levels deep", Rule.Refusal(Nested(129)));
    }

    [Fact]
    public void Nesting_without_end_is_refused() => Rule.Refusal(new string('(', 8_000) + "true" + new string(')', 8_000));

    [Fact]
    public void What_stands_side_by_side_is_not_deep() => Assert.True(Rule.Holds(string.Join(" && ", Enumerable.Repeat("(true)", 1_000))));

    [Theory]
    [InlineData("1", " + 1", 4_000, " == 4001")]
    [InlineData("true", " && true", 2_000, "")]
    [InlineData("false", " || false", 1_500, " || true")]
    [InlineData("{'a': 1}", " == {'a': 1}", 1_000, " || true")]
    [InlineData("", "!", 16_000, "true")]
    [InlineData("", "-", 16_000, "1 == 1")]
    public void A_rule_of_many_operators_is_answered(string first, string next, int times, string last) =>
        Assert.True(Rule.Holds(first + string.Concat(Enumerable.Repeat(next, times)) + last));

    [Theory]
    [InlineData("false || ")]
    [InlineData("true && ")]
    [InlineData("1 / 0 == 1 || ")]
    [InlineData("event.city && ")]
    public void A_side_without_an_answer_is_asked_once(string start)
    {
        var rule = string.Concat(Enumerable.Repeat(start + "(", 100)) + "event.city" + new string(')', 100);
        Assert.Contains(Rule.Problem(rule), (string[])["no such member: city", "division by zero"]);
    }

    [Fact]
    public void A_macro_goes_over_10000_items_at_most()
    {
        string List(int items) => $$"""{"list":[{{string.Join(',', Enumerable.Repeat('1', items))}}]}""";

        Assert.True(Rule.Holds("event.list.all(x, x == 1)", List(10_000)));
        Assert.Equal("the list has more than 10000 items", Rule.Problem("event.list.all(x, x == 1)", List(10_001)));
    }
}
