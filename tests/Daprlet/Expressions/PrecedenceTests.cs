using Daprlet.Expressions;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Expressions;

/// <summary>Which operator binds stronger, and which of two of one rank comes first.</summary>
public sealed class PrecedenceTests
{
    [Theory]
    [InlineData("true || true && false", true)]
    [InlineData("(true || true) && false", false)]
    [InlineData("false && true || true", true)]
    [InlineData("false && (true || true)", false)]
    [InlineData("!false || true", true)]
    [InlineData("!(false || true)", false)]
    [InlineData("!true == false", true)]
    [InlineData("!(true == true)", false)]
    [InlineData("1 + 1 == 2 && 2 < 3", true)]
    [InlineData("1 < 2 == true", true)]
    [InlineData("3 > 2 == false || 1 == 1", true)]
    [InlineData("2 + 3 * 4 == 14", true)]
    [InlineData("10 - 4 - 3 == 3", true)]
    [InlineData("10 - (4 - 3) == 9", true)]
    [InlineData("100 / 10 / 2 == 5", true)]
    [InlineData("100 / (10 / 2) == 20", true)]
    [InlineData("7 % 4 * 2 == 6", true)]
    [InlineData("2 * 7 % 4 == 2", true)]
    [InlineData("-2 + 3 == 1", true)]
    [InlineData("- 2 * -3 == 6", true)]
    [InlineData("2 - -3 == 5", true)]
    [InlineData("true ? false : true || true", false)]
    [InlineData("(true ? false : true) || true", true)]
    [InlineData("false ? false : true ? false : true", false)]
    [InlineData("true || false ? false : true", false)]
    [InlineData("1 in [1] && 2 in [1] || 3 in [3]", true)]
    [InlineData("1 + 1 in [2]", true)]
    [InlineData("1 / 0 == 1 || true", true)]
    [InlineData("1 / 0 == 1 && false || true", true)]
    public void A_rule_is_read_as_in_CEL(string rule, bool holds) => Assert.Equal(holds, Answer(rule));

    [Fact]
    public void Any_rule_with_the_fewest_brackets_is_read_as_it_was_meant() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).Select(seed => Tree.AnyFlag(new Random(seed), depth: 4)).ToArbitrary(), tree =>
        {
            var answer = Answer(tree.Text);
            Assert.True(tree.Flag == answer, $"{tree.Text} is {tree.Flag}, not {answer}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    private static bool? Answer(string rule)
    {
        var condition = Condition.Compile(rule);
        try
        {
            return condition.Holds(name => throw ExpressionException.NoSuchVariable(name));
        }
        catch (ExpressionException)
        {
            return null;
        }
    }
}
