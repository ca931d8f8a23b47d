using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DaprShop.ServiceDefaults.Identity;
using FsCheck;
using FsCheck.Fluent;

namespace DaprShop.Tests.ServiceDefaults;

public sealed class JwtTests : IDisposable
{
    private const string KeyId = "key-1";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AccessToken Issued =
        new(Guid.CreateVersion7(), "somebody", Roles.Customer, Guid.NewGuid(), Now, Now.AddMinutes(15));

    private readonly ECDsa _pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public async Task A_token_comes_back_as_it_was_issued() => Assert.Equal(Issued, await VerifyAsync(Jwt.Sign(Issued, KeyId, _pair)));

    [Fact]
    public void Whatever_a_name_is_it_comes_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonNull<string>>().Filter(name => name.Get.Length < 100),
        name =>
        {
            var issued = Issued with { Name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name.Get)) };
            return Verify(Jwt.Sign(issued, KeyId, _pair)) == issued;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_at_all_is_refused_without_an_exception() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<string?>(),
        (one, two, three) => Verify($"{one}.{two}.{three}") is null && Verify(one ?? "") is null).QuickCheckThrowOnFailure();

    [Fact]
    public void A_token_with_any_one_character_changed_is_refused()
    {
        var token = Jwt.Sign(Issued, KeyId, _pair);
        Prop.ForAll(
            Gen.Choose(0, token.Length - 1).ToArbitrary(), ArbMap.Default.ArbFor<char>(),
            (at, character) => token[at] == character || Verify(token[..at] + character + token[(at + 1)..]) is null)
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_token_cut_or_lengthened_anywhere_is_refused()
    {
        var token = Jwt.Sign(Issued, KeyId, _pair);
        Prop.ForAll(Gen.Choose(0, token.Length - 1).ToArbitrary(), at =>
            Verify(token[..at]) is null && Verify(token.Insert(at, "A")) is null && Verify(token.Insert(at, ".")) is null
            && Verify(token.Insert(at, " ")) is null && Verify(token + "=") is null).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"None","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"HS256","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES384","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"es256","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","kid":"key-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":null}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-2"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"../key-1"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-1","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-1","jku":"http://evil.example/jwks"}""")]
    [InlineData("""{"alg":"ES256","typ":"at+jwt","kid":"key-1","jwk":{"kty":"EC"}}""")]
    [InlineData("""{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"key-1"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void A_header_that_we_do_not_issue_is_refused_though_the_signature_is_good(string header) =>
        Assert.Null(Verify(SignRaw(header, ClaimsJson())));

    [Theory]
    [InlineData("iss", "\"somebody-else\"")]
    [InlineData("aud", "\"another-shop\"")]
    [InlineData("aud", "[\"daprshop\"]")]
    [InlineData("sub", "\"no-id\"")]
    [InlineData("sub", "null")]
    [InlineData("exp", "\"soon\"")]
    [InlineData("exp", "1e300")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "9223372036854775807")]
    [InlineData("iat", "9223372036854775807")]
    public void A_claim_that_we_do_not_issue_is_refused_though_the_signature_is_good(string claim, string value) =>
        Assert.Null(Verify(SignRaw("""{"alg":"ES256","typ":"at+jwt","kid":"key-1"}""", ClaimsJson((claim, value)))));

    [Fact]
    public void The_raw_form_that_the_other_tests_bend_is_good_unbent() =>
        Assert.Equal(Issued, Verify(SignRaw("""{"alg":"ES256","typ":"at+jwt","kid":"key-1"}""", ClaimsJson())));

    [Fact]
    public void A_token_without_a_signature_or_with_one_of_zeros_is_refused()
    {
        var signed = Jwt.Sign(Issued, KeyId, _pair);
        var unsigned = signed[..(signed.LastIndexOf('.') + 1)];

        Assert.Null(Verify(unsigned));
        Assert.Null(Verify(unsigned + Base64Url.EncodeToString(new byte[64])));
        Assert.Null(Verify(unsigned.TrimEnd('.')));
    }

    [Fact]
    public void A_signature_in_the_other_encoding_is_refused()
    {
        var token = Jwt.Sign(Issued, KeyId, _pair);
        var signed = token[..token.LastIndexOf('.')];
        var der = _pair.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.Null(Verify($"{signed}.{Base64Url.EncodeToString(der)}"));
    }

    [Fact]
    public void A_token_signed_with_the_public_key_as_a_shared_secret_is_refused()
    {
        var point = _pair.ExportParameters(false).Q;
        var signed = Part("""{"alg":"HS256","typ":"at+jwt","kid":"key-1"}""") + "." + Part(ClaimsJson());
        var mac = HMACSHA512.HashData((byte[])[.. point.X!, .. point.Y!], Encoding.ASCII.GetBytes(signed));

        Assert.Null(Verify($"{signed}.{Base64Url.EncodeToString(mac)}"));
    }

    [Fact]
    public void A_token_of_another_key_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Null(Verify(Jwt.Sign(Issued, KeyId, other)));
    }

    [Fact]
    public void A_token_is_good_until_it_expires_give_or_take_the_skew()
    {
        var token = Jwt.Sign(Issued, KeyId, _pair);
        var second = TimeSpan.FromSeconds(1);

        Assert.NotNull(Verify(token, Issued.ExpiresAt + Jwt.ClockSkew - second));
        Assert.Null(Verify(token, Issued.ExpiresAt + Jwt.ClockSkew));
        Assert.NotNull(Verify(token, Issued.IssuedAt - Jwt.ClockSkew));
        Assert.Null(Verify(token, Issued.IssuedAt - Jwt.ClockSkew - second));
    }

    [Fact]
    public void A_token_that_is_too_long_is_not_looked_at()
    {
        var issued = Issued with { Name = new string('x', Jwt.MaxLength) };

        Assert.Null(Verify(Jwt.Sign(issued, KeyId, _pair)));
    }

    public void Dispose() => _pair.Dispose();

    private static string ClaimsJson(params (string Name, string Value)[] changes)
    {
        var claims = new Dictionary<string, string>
        {
            ["iss"] = $"\"{AccessToken.Issuer}\"",
            ["aud"] = $"\"{AccessToken.Audience}\"",
            ["sub"] = $"\"{Issued.Subject}\"",
            ["name"] = "\"somebody\"",
            ["role"] = "\"customer\"",
            ["jti"] = $"\"{Issued.TokenId}\"",
            ["iat"] = $"{Issued.IssuedAt.ToUnixTimeSeconds()}",
            ["exp"] = $"{Issued.ExpiresAt.ToUnixTimeSeconds()}",
        };
        foreach (var (name, value) in changes) claims[name] = value;
        return "{" + string.Join(',', claims.Select(claim => $"\"{claim.Key}\":{claim.Value}")) + "}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private string SignRaw(string header, string claims)
    {
        var signed = $"{Part(header)}.{Part(claims)}";
        var signature = _pair.SignData(
            Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private AccessToken? Verify(string token, DateTimeOffset? now = null) => VerifyAsync(token, now).Result;

    private Task<AccessToken?> VerifyAsync(string token, DateTimeOffset? now = null) => Jwt.VerifyAsync(
        token, (id, _) => new(id == KeyId ? new VerificationKey(KeyId, _pair.ExportParameters(false).Q) : null), now ?? Now).AsTask();
}
