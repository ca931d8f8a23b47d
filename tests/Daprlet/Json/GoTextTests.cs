using System.Text;
using Daprlet.Json;

namespace DaprShop.Tests.Daprlet.Json;

public sealed class GoTextTests
{
    [Theory]
    [InlineData("\"hello\"", "hello")]
    [InlineData("42", "42")]
    [InlineData("0.5", "0.5")]
    [InlineData("1000000", "1e+06")]
    [InlineData("1234567", "1.234567e+06")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("true", "true")]
    [InlineData("null", "<nil>")]
    [InlineData("{}", "map[]")]
    [InlineData("""{"a":1,"b":["x","y z"],"c":{"d":null}}""", "map[a:1 b:[x y z] c:map[d:<nil>]]")]
    public void Values_are_printed_as_Go_prints_them(string json, string expected)
    {
        using var output = new ByteBuffer(16);
        GoText.Write(Encoding.UTF8.GetBytes(json), output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.Span));
    }
}
