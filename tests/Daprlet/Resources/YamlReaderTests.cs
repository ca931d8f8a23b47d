using System.Text.Json.Nodes;
using Daprlet.Resources;
using Daprlet.Resources.Yaml;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class YamlReaderTests
{
    [Theory]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("y", "true")]
    [InlineData("nO", "\"nO\"")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("0x1F", "31")]
    [InlineData("-0x1F", "-31")]
    [InlineData("0o17", "15")]
    [InlineData("017", "15")]
    [InlineData("08", "8")]
    [InlineData("0b101", "5")]
    [InlineData("0b102", "\"0b102\"")]
    [InlineData("1_000", "1000")]
    [InlineData("+5", "5")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("18446744073709551615", "18446744073709551615")]
    [InlineData("18446744073709551616", "\"18446744073709551616\"")]
    [InlineData("0x1FFFFFFFFFFFFFFFFF", "\"0x1FFFFFFFFFFFFFFFFF\"")]
    [InlineData("1.50", "1.5")]
    [InlineData("1.0", "1")]
    [InlineData(".5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("83e2010", "\"83e2010\"")]
    [InlineData("-1e999", "\"-1e999\"")]
    [InlineData(".inf", "\".inf\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("2024-01-01", "\"2024-01-01\"")]
    [InlineData("2024-01-01T10:00:00Z", "\"2024-01-01T10:00:00Z\"")]
    [InlineData("v1.0", "\"v1.0\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("10.0.0.1", "\"10.0.0.1\"")]
    [InlineData("--", "\"--\"")]
    [InlineData("Null", "null")]
    [InlineData("nUll", "\"nUll\"")]
    [InlineData("!!str 5", "\"5\"")]
    [InlineData("!!str", "\"\"")]
    [InlineData("!!int '5'", "5")]
    [InlineData("!!float 5", "5")]
    [InlineData("!!bool 'on'", "true")]
    [InlineData("!!binary aGVsbG8=", "\"hello\"")]
    [InlineData("!secret yes", "\"yes\"")]
    [InlineData("! 5", "\"5\"")]
    [InlineData("|\n  a\n  b\n", "\"a\\nb\\n\"")]
    [InlineData(">-\n  a\n  b\n", "\"a b\"")]
    public void Words_and_numbers_are_what_Go_takes_them_for(string yaml, string json) => Assert.Equal($$"""{"a":{{json}}}""", Json($"a: {yaml}"));

    [Theory]
    [InlineData("x: &x {a: 1, b: 1}\nm: {<<: *x, b: 2}", """{"a":1,"b":2}""")]
    [InlineData("x: &x {a: 1, b: 1}\nm: {b: 2, <<: *x}", """{"a":1,"b":2}""")]
    [InlineData("x: &x {a: 1}\nz: &z {a: 2, c: 2}\nm: {<<: [*x, *z]}", """{"a":1,"c":2}""")]
    [InlineData("x: &x {a: 1}\nz: &z {a: 2, c: 2}\nm: {<<: *x, <<: *z}", """{"a":2,"c":2}""")]
    [InlineData("x: &x {a: 1}\nz: &z {<<: *x, b: 2}\nm: {<<: *z, c: 3}", """{"a":1,"b":2,"c":3}""")]
    [InlineData("m:\n  <<:\n  a: 1", """{"a":1}""")]
    [InlineData("m: {<<: {a: 1}, b: 2}", """{"a":1,"b":2}""")]
    [InlineData("m: {'<<': 1}", """{"<<":1}""")]
    [InlineData("x: &x [1, 2]\nm: {a: *x, b: *x}", """{"a":[1,2],"b":[1,2]}""")]
    [InlineData("x: &x 1\nz: &x 2\nm: {a: *x}", """{"a":2}""")]
    [InlineData("m: {a: 1, a: 2}", """{"a":2}""")]
    [InlineData("m: {1: a, yes: b, 0x10: c, ~x: d}", """{"1":"a","true":"b","16":"c","~x":"d"}""")]
    public void Anchors_merges_and_repeated_keys_are_resolved(string yaml, string json) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), YamlJson.Parse(yaml)!["m"]), Members(yaml));

    [Theory]
    [InlineData("\uFEFFm: {a: 1}")]
    [InlineData("m:\r\n  a: 1\r\n")]
    [InlineData("m: {a: 1}\n...\nthis: [is not read")]
    [InlineData("%YAML 1.1\n---\nm: {a: 1}")]
    [InlineData("--- # comment\nm: {a: 1}")]
    [InlineData("m: {a: 1}\n---\nz: 2")]
    [InlineData("m:\n  a:\t1")]
    [InlineData("{\"m\": {\"a\": 1}}")]
    public void Marks_line_ends_and_directives_are_no_part_of_the_values(string yaml) => Assert.Equal("""{"a":1}""", Members(yaml));

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("---\n# nothing yet\n")]
    [InlineData("~")]
    public void Nothing_but_comments_is_nothing(string yaml) => Assert.Null(YamlJson.Parse(yaml));

    [Theory]
    [InlineData("a: [", "line 2, column 1: not valid YAML: ")]
    [InlineData("a: 1\nb: c: d", "line 2, column 5: not valid YAML: ")]
    [InlineData("a:\n\tb: 1", "line 2, column 1: not valid YAML: a tab in the indentation")]
    [InlineData("a:\n  b: 1\n\tc: 2", "line 3, column 1: not valid YAML: a tab in the indentation")]
    [InlineData("a: 'x", "line 1, column 4: not valid YAML: ")]
    [InlineData("a: *nowhere", "line 1, column 4: not valid YAML: there is no anchor &nowhere before this alias")]
    [InlineData("a: &a [*a]", "line 1, column 8: not valid YAML: the alias *a stands inside of what it stands for")]
    [InlineData("a: {<<: 1}", "line 1, column 9: '<<' takes a mapping or a list of mappings")]
    [InlineData("a: 1\n[1]: 2", "line 2, column 1: a key must be a plain word")]
    [InlineData("~: 2", "line 1, column 1: a key must be a plain word")]
    [InlineData("a: !!int x", "line 1, column 4: the value is no !!int")]
    [InlineData("a: !!binary '*'", "line 1, column 4: the value of !!binary is not Base64")]
    [InlineData("a: 1\nb: \u0001", "line 2, column 4: not valid YAML: the control character U+0001")]
    [InlineData("a: \"\\ud800\"", "line 1, column 4: not valid YAML: ")]
    public void What_is_no_YAML_is_refused_with_line_column_and_words(string yaml, string expected)
    {
        var message = Assert.Throws<YamlFormatException>(() => YamlJson.Parse(yaml)).Message;
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.DoesNotMatch("Exception|current state|Parameter|\\bat \\w+\\.", message);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("a: [")]
    public void Deep_nesting_is_refused_before_it_can_exhaust_the_stack(string opening)
    {
        var deep = string.Concat(Enumerable.Repeat(opening, 20_000));
        Assert.Contains("nested more than 100 levels deep", Assert.Throws<YamlFormatException>(() => YamlJson.Parse(deep)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_cannot_be_nested_deeper_than_what_is_written_out()
    {
        var yaml = "a0: &a0 [1]\n" + string.Concat(Enumerable.Range(1, 200).Select(n => $"a{n}: &a{n} [*a{n - 1}]\n"));
        Assert.Contains("nested more than 100 levels deep", Assert.Throws<YamlFormatException>(() => YamlJson.Parse(yaml)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0},*a{0}]", "[lol]")]
    [InlineData("{{x: *a{0}, y: *a{0}, z: *a{0}, u: *a{0}, v: *a{0}}}", "{x: lol}")]
    [InlineData("{{<<: [*a{0}, *a{0}, *a{0}, *a{0}, *a{0}, *a{0}]}}", "{x: lol}")]
    public void Aliases_that_expand_to_billions_of_values_are_refused(string level, string first)
    {
        var yaml = $"a0: &a0 {first}\n" + string.Concat(Enumerable.Range(1, 40).Select(n => $"a{n}: &a{n} {string.Format(System.Globalization.CultureInfo.InvariantCulture, level, n - 1)}\n"));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Contains("the document is too large", Assert.Throws<YamlFormatException>(() => YamlJson.Parse(yaml)).Message, StringComparison.Ordinal);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void A_long_text_cannot_be_repeated_by_aliases_without_end() =>
        Assert.Throws<YamlFormatException>(() => YamlJson.Parse($"x: &x {new string('x', 100_000)}\ny: [{string.Join(", ", Enumerable.Repeat("*x", 1000))}]"));

    private static string Json(string yaml) => YamlJson.Parse(yaml)!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static string Members(string yaml) => YamlJson.Parse(yaml)!["m"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
