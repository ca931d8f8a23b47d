using Daprlet.Invocation;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.Daprlet.Invocation;

public sealed class MethodPathPropertyTests
{
    /// <summary>Paths of the pieces that matter: names, dots, empty segments, escapes and bytes beyond ASCII.</summary>
    private static readonly Arbitrary<string> Paths = Gen.Elements("a", "b.c", ".", "..", "", "%", "%20", "a b", "é", "*", "[x]", "~", "+")
        .ListOf().Select(segments => string.Join('/', segments)).ToArbitrary();

    [Fact]
    public void No_normalised_path_leaves_its_root_or_has_anything_left_to_clean() => Prop.ForAll(Paths, path =>
    {
        var normalised = MethodPath.Normalize(path);
        var segments = normalised.TrimStart('/').Split('/');
        return !segments.Contains("..") && !segments.Contains(".") && !normalised.Contains("//", StringComparison.Ordinal) && MethodPath.Normalize(normalised) == normalised;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_method_travels_between_sidecars_unchanged() => Prop.ForAll(Paths, path =>
    {
        var escaped = MethodPath.EscapeAll(path);
        return MethodPath.Decode(escaped) == path && System.Text.Ascii.IsValid(escaped);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_escaped_path_is_a_path_of_ASCII_without_query_or_fragment() => Prop.ForAll(Paths, path =>
    {
        try
        {
            var escaped = MethodPath.Escape(path, () => path);
            return System.Text.Ascii.IsValid(escaped) && !escaped.Any(" ?#\\\"<>".Contains);
        }
        catch (InvocationException e)
        {
            return path.Contains('%', StringComparison.Ordinal) && e.Message.Contains("invalid URL escape", StringComparison.Ordinal);
        }
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a%20b", "a%20b")]
    [InlineData("a b", "a%20b")]
    [InlineData("a*b", "a*b")]
    [InlineData("a*b c", "a%2Ab%20c")]
    [InlineData("{id}", "%7Bid%7D")]
    public void A_path_is_escaped_as_Go_does_it(string method, string escaped) => Assert.Equal(escaped, MethodPath.Escape(method, () => method));

    [Theory]
    [InlineData("a#b", "method contains forbidden character: \"a#b\"")]
    [InlineData("a\\b", "method contains forbidden character: \"a\\\\b\"")]
    [InlineData("a%2fb", "method contains forbidden character: \"a%2fb\"")]
    [InlineData("a%5Cb", "method contains forbidden character: \"a%5Cb\"")]
    [InlineData("a%2E%2E", "method contains forbidden character: \"a%2E%2E\"")]
    [InlineData("a\tb", "method contains control character at position 1: \"a\\tb\"")]
    public void Characters_that_could_split_a_request_are_refused(string method, string reason) =>
        Assert.EndsWith(reason, Assert.Throws<InvocationException>(() => MethodPath.Normalize(method)).Message, StringComparison.Ordinal);
}
