using Daprlet.Expressions.Re2;

namespace DaprShop.Tests.Daprlet.Expressions.Re2;

public sealed class PatternPropertyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_pattern_matches_where_trying_everything_does(int depth)
    {
        var random = new Random(20_260_101 + depth);
        for (var round = 0; round < 400; round++)
        {
            var part = PatternPart.Any(random, depth, ignoresCase: false);
            var pattern = Pattern.Compile(part.Text);
            for (var one = 0; one < 12; one++)
            {
                var text = new string([.. Enumerable.Range(0, random.Next(6)).Select(_ => PatternPart.Alphabet[random.Next(PatternPart.Alphabet.Length)])]);
                Assert.True(part.IsIn(text) == pattern.IsMatch(text), $"{part.Text} in '{text}'");
            }
        }
    }
}
