using DaprShop.Gateway.Forwarding;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace DaprShop.Tests.Gateway;

public sealed class SafePathTests
{
    private static readonly Gen<string> Targets = Gen.Elements(
            "/", "//", "api", "v1", "products", "%2f", "%2F", "%5c", "\\", "%2e", ".", "..", "%", "%25", "%252e", "%00", "%0a", "%c3%a9",
            "%c0%af", "%ff", "%e2%82%ac", "%ed%a0%80", "%f0%9f%98%80", "?", "#", ";", ":", "@", "+", "%20", "%3f", "%23", "~", "-", "\u00e9", " ", "*")
        .ListOf().Select(parts => "/" + string.Concat(parts));

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/api/v1/products", "/api/v1/products")]
    [InlineData("/api/v1/products?x=/../", "/api/v1/products")]
    [InlineData("/a%20b/%E2%82%AC/%f0%9f%98%80", "/a b/\u20ac/\U0001F600")]
    [InlineData("/a+b;c=d:e@f", "/a+b;c=d:e@f")]
    [InlineData("/...", "/...")]
    public void A_plain_path_is_decoded(string target, string expected)
    {
        Assert.True(SafePath.TryDecode(target, out var path));
        Assert.Equal(expected, path);
    }

    [Fact]
    public void What_passes_has_nothing_left_to_interpret() => Prop.ForAll(Targets.ToArbitrary(), target =>
        !SafePath.TryDecode(target, out var path)
        || path == "/"
        || path.Split('/')[1..].All(segment => segment is not ("" or "." or "..") && !segment.Any(c => c is '\\' or '%' or '?' or '#' || char.IsControl(c))))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void What_passes_comes_through_another_encoding_and_decoding_unchanged() => Prop.ForAll(Targets.ToArbitrary(), target =>
        !SafePath.TryDecode(target, out var path)
        || (SafePath.TryDecode(SafePath.Encode(path), out var again) && again == path
            && Uri.UnescapeDataString(SafePath.Encode(path)) == path
            && new Uri("http://sidecar/v1.0/invoke/products/method" + SafePath.Encode(path)).AbsolutePath.StartsWith(
                "/v1.0/invoke/products/method/", StringComparison.Ordinal))).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_at_all_is_judged_without_an_exception() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), text => SafePath.TryDecode("/" + text, out _) || !SafePath.TryDecode("/\0" + text, out _))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void No_header_of_Daprs_or_of_a_connection_passes() => Prop.ForAll(
        Gen.Elements("dapr-", "DAPR-", "Dapr-", "grpc-", "X-Forwarded-", "x-forwarded-").ToArbitrary(),
        ArbMap.Default.ArbFor<NonNull<string>>(),
        (prefix, rest) => !ForwardedHeaders.Passes(prefix + rest.Get) && !ForwardedHeaders.Passes(rest.Get + "-Bin")).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_Connection_header_names_does_not_pass() => Prop.ForAll(
        Gen.Elements("X-One", "X-Two", "X-Three").ListOf().ToArbitrary(), named =>
        {
            var headers = new HeaderDictionary { ["X-One"] = "1", ["X-Two"] = "2", ["X-Three"] = "3", ["Connection"] = string.Join(" , ", named) };
            using var request = new HttpRequestMessage();
            headers.CopyTo(request);
            return request.Headers.Select(header => header.Key).Order()
                .SequenceEqual(new[] { "X-One", "X-Two", "X-Three" }.Except(named).Order());
        }).QuickCheckThrowOnFailure();
}
