using System.Text;
using System.Text.Json;
using Daprlet.Json;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Json;

/// <summary>What Go's parser says about texts that are no JSON (encoding/json, scanner.go).</summary>
public sealed class GoJsonSyntaxTests
{
    [Theory]
    [InlineData("not json", "invalid character 'o' in literal null (expecting 'u')")]
    [InlineData("tru ", "invalid character ' ' in literal true (expecting 'e')")]
    [InlineData("x", "invalid character 'x' looking for beginning of value")]
    [InlineData("é", "invalid character 'Ã' looking for beginning of value")]
    [InlineData("\u0001", "invalid character '\\x01' looking for beginning of value")]
    [InlineData("'a'", "invalid character '\\'' looking for beginning of value")]
    [InlineData("{a", "invalid character 'a' looking for beginning of object key string")]
    [InlineData("{\"a\"}", "invalid character '}' after object key")]
    [InlineData("{\"a\":1 \"b\"", "invalid character '\"' after object key:value pair")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("[}", "invalid character '}' looking for beginning of value")]
    [InlineData("1 2", "invalid character '2' after top-level value")]
    [InlineData("01", "invalid character '1' after top-level value")]
    [InlineData("-a", "invalid character 'a' in numeric literal")]
    [InlineData("1.x", "invalid character 'x' after decimal point in numeric literal")]
    [InlineData("1e+x", "invalid character 'x' in exponent of numeric literal")]
    [InlineData("\"a\nb\"", "invalid character '\\n' in string literal")]
    [InlineData("\"\\q\"", "invalid character 'q' in string escape code")]
    [InlineData("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape")]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("[1", "unexpected end of JSON input")]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("\"a", "unexpected end of JSON input")]
    [InlineData("nul", "unexpected end of JSON input")]
    [InlineData("-", "unexpected end of JSON input")]
    public void A_text_that_is_no_json_has_an_error(string text, string error) => Assert.Equal(error, GoJsonSyntax.ErrorIn(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(" {\"a\": [1, -0.5e+3, true, false, null, \"\\u00e9\\n\"], \"b\": {}} ")]
    [InlineData("[]")]
    [InlineData("0")]
    [InlineData("\"é\"")]
    public void A_text_that_is_json_has_none(string text) => Assert.Null(GoJsonSyntax.ErrorIn(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Nesting_ends_where_it_does_in_Go()
    {
        Assert.Null(GoJsonSyntax.ErrorIn(Encoding.UTF8.GetBytes(new string('[', 10_000) + new string(']', 10_000))));
        Assert.Equal("exceeded max depth", GoJsonSyntax.ErrorIn(Encoding.UTF8.GetBytes(new string('[', 10_001))));
    }

    [Theory]
    [InlineData("", "EOF")]
    [InlineData(" \n", "EOF")]
    [InlineData("{\"a\"", "unexpected EOF")]
    [InlineData("{} nonsense", null)]
    [InlineData("nonsense", "invalid character 'o' in literal null (expecting 'u')")]
    public void A_decoder_reads_one_value(string text, string? error) => Assert.Equal(error, GoJsonSyntax.ErrorInFirstValue(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void It_agrees_with_the_framework_about_what_is_json()
    {
        var parts = Gen.Elements("{", "}", "[", "]", ":", ",", "\"a\"", "\"\\", "\"", "u12", "1", "-", ".", "e", "0", "true", "null", "nul", " ", "\n", "é");
        foreach (var text in parts.ListOf(6).Select(list => string.Concat(list)).Sample(6, 2000))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.True(IsJson(bytes) == GoJsonSyntax.ErrorIn(bytes) is null, text);
        }
    }

    private static bool IsJson(byte[] text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
