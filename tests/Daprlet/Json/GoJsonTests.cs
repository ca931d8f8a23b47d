using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Daprlet.Json;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Json;

public sealed class GoJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":2,"b":3,"A":4}""", """{"A":4,"a":2,"b":3}""")]
    [InlineData("""{"z":{"b":1,"a":[{"y":1,"x":2}]},"a":0}""", """{"a":0,"z":{"a":[{"x":2,"y":1}],"b":1}}""")]
    [InlineData(""" { "x" : [ 1 , 2 ] , "y" : { } } """, """{"x":[1,2],"y":{}}""")]
    [InlineData(""" "<a href='x'>&</a>" """, """ "\u003ca href='x'\u003e\u0026\u003c/a\u003e" """)]
    [InlineData("""{"<":1,";":2,"\\":3}""", """{";":2,"\u003c":1,"\\":3}""")]
    [InlineData(""" "\t\n\r\b\f\u0001\u007f\/\u2028\u00e9" """, """ "\t\n\r\b\f\u0001\u007f/\u2028é" """, "\u007f")]
    [InlineData(""" "x\ud800y\ud83d\ude00" """, """ "x�y😀" """)]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("-0", "-0")]
    [InlineData("2.50", "2.5")]
    [InlineData("1e3", "1000")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("1.5e-10", "1.5e-10")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("0.1234567890123456789", "0.12345678901234568")]
    public void Values_are_written_as_Go_writes_them(string json, string expected, string raw = "") =>
        Assert.Equal(raw.Length == 0 ? expected.Trim() : expected.Trim().Replace("\\u007f", raw, StringComparison.Ordinal), Rewritten(json));

    [Fact]
    public void Each_byte_that_is_not_UTF_8_becomes_a_replacement_character() =>
        Assert.Equal("\"a\uFFFD\uFFFDb\"", Rewritten([(byte)'"', (byte)'a', 0xE2, 0x82, (byte)'b', (byte)'"']));

    [Fact]
    public void A_number_that_no_double_can_hold_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => Rewritten("1e400"));

    [Fact]
    public void Nesting_is_as_deep_as_Go_allows_and_no_deeper()
    {
        var deep = new string('[', 10_000) + new string(']', 10_000);

        Assert.Equal(deep, Rewritten(deep));
        Assert.ThrowsAny<JsonException>(() => Rewritten($"[{deep}]"));
    }

    [Fact]
    public void Writing_again_changes_nothing() =>
        Check.QuickThrowOnFailure(Prop.ForAll(JsonTexts(), json => Rewritten(Rewritten(json)) == Rewritten(json)));

    [Fact]
    public void What_is_written_means_the_same() =>
        Check.QuickThrowOnFailure(Prop.ForAll(JsonTexts(), json => JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(Rewritten(json)))));

    [Fact]
    public void Doubles_are_read_back_as_they_were() =>
        Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat>(), number =>
            double.Parse(Rewritten(number.Get.ToString("R")), System.Globalization.CultureInfo.InvariantCulture) == number.Get));

    /// <summary>Texts of random values, whose names do not repeat, written with escapes that Go would not use.</summary>
    private static Arbitrary<string> JsonTexts() => Value(3).Select(node => node?.ToJsonString() ?? "null").ToArbitrary();

    private static Gen<JsonNode?> Value(int depth)
    {
        var text = Gen.Elements("a", "b", "<&>", "é", "\u2028", "\\", "\"", "\n", "😀", "z").ListOf().Select(parts => string.Concat(parts));
        var scalars = Gen.OneOf(
            text.Select(value => (JsonNode?)JsonValue.Create(value)),
            ArbMap.Default.GeneratorFor<int>().Select(value => (JsonNode?)JsonValue.Create(value)),
            Gen.Elements<JsonNode?>(null, true, false));
        if (depth == 0)
            return scalars;
        var inner = Value(depth - 1);
        var members = text.Zip(inner).ListOf();
        return Gen.OneOf(
            scalars,
            inner.ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())])),
            members.Select(items => (JsonNode?)new JsonObject(items.DistinctBy(item => item.Item1).Select(item => KeyValuePair.Create(item.Item1, item.Item2?.DeepClone())))));
    }

    private static string Rewritten(string json) => Rewritten(Encoding.UTF8.GetBytes(json));

    private static string Rewritten(byte[] json)
    {
        using var output = new ByteBuffer(16);
        var reader = new Utf8JsonReader(json, GoJson.ReaderOptions);
        reader.Read();
        GoJson.Write(ref reader, output);
        return Encoding.UTF8.GetString(output.Span);
    }
}
