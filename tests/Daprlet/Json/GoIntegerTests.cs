using Daprlet.Json;

namespace DaprShop.Tests.Daprlet.Json;

public sealed class GoIntegerTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("+7", 7)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void A_whole_number_of_64_bits_is_read(string text, long expected)
    {
        Assert.True(GoInteger.TryParse(text, "ParseInt", out var number, out var error));
        Assert.Equal((expected, null), (number, error));
    }

    [Theory]
    [InlineData("soon", "strconv.Atoi: parsing \"soon\": invalid syntax")]
    [InlineData("", "strconv.Atoi: parsing \"\": invalid syntax")]
    [InlineData("-", "strconv.Atoi: parsing \"-\": invalid syntax")]
    [InlineData(" 1", "strconv.Atoi: parsing \" 1\": invalid syntax")]
    [InlineData("1.5\n", "strconv.Atoi: parsing \"1.5\\n\": invalid syntax")]
    [InlineData("9223372036854775808", "strconv.Atoi: parsing \"9223372036854775808\": value out of range")]
    public void Of_any_other_text_is_said_what_Go_says(string text, string expected)
    {
        Assert.False(GoInteger.TryParse(text, "Atoi", out _, out var error));
        Assert.Equal(expected, error);
    }
}
