using System.Text.Json.Nodes;
using Daprlet.Resources;
using Daprlet.Resources.Yaml;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Resources;

public sealed class YamlJsonTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("a: 1.50", """{"a":1.5}""")]
    [InlineData("a: True", """{"a":true}""")]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a: &x {b: 1}\nc: *x", """{"a":{"b":1},"c":{"b":1}}""")]
    [InlineData("- a\n- [1, {b: c}]", """["a",[1,{"b":"c"}]]""")]
    [InlineData("a: |\n  x\n  y\n", """{"a":"x\ny\n"}""")]
    public void Scalars_have_the_types_that_Dapr_gives_them(string yaml, string json) => Assert.Equal(json, YamlJson.Parse(yaml)!.ToJsonString());

    [Theory]
    [InlineData("a: [")]
    [InlineData("a: 1\n b: 2")]
    [InlineData("[1]: 2")]
    public void What_is_not_YAML_or_cannot_be_JSON_is_refused(string yaml) => Assert.Throws<YamlFormatException>(() => YamlJson.Parse(yaml));

    [Fact]
    public void Every_JSON_text_is_YAML_and_means_the_same()
    {
        var words = Gen.Elements("a", "b c", "1", "true", "~", "x: y", "# z", "- q", "'", "\\", "é");
        var objects = words.Zip(words).ListOf().Select(items => new JsonObject(items.DistinctBy(item => item.Item1).Select(item => KeyValuePair.Create(item.Item1, (JsonNode?)item.Item2))));
        Check.QuickThrowOnFailure(Prop.ForAll(objects.ToArbitrary(), json => JsonNode.DeepEquals(json, YamlJson.Parse(json.ToJsonString()))));
    }
}
