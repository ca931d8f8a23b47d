using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>
/// Signed access tokens: JWT (RFC 7519) in compact form (RFC 7515), ES256 (RFC 7518, 3.4) and nothing else. The form is the
/// one that we issue: a token with another algorithm, type, header parameter or claim is no token of ours.
/// </summary>
public static class Jwt
{
    /// <summary>The longest token that is looked at, in characters.</summary>
    public const int MaxLength = 2048;

    /// <summary>How far two clocks may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const string Algorithm = "ES256";
    private const string Type = "at+jwt"; // RFC 9068: an access token, so that no other kind of JWT passes for one
    private const int SignatureBytes = 64; // r and s of P-256, one after the other (IEEE P1363)

    private static readonly JsonSerializerOptions Json = new()
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 4,
    };

    /// <summary>Signs a token.</summary>
    /// <param name="token">What it says.</param>
    /// <param name="keyId">The key's id in the published set.</param>
    /// <param name="key">A P-256 key.</param>
    public static string Sign(AccessToken token, string keyId, ECDsa key)
    {
        var header = Encode(new Header(Algorithm, Type, keyId));
        var claims = Encode(new Claims(
            AccessToken.Issuer, AccessToken.Audience, token.Subject, token.Name, token.Role, token.TokenId,
            token.IssuedAt.ToUnixTimeSeconds(), token.ExpiresAt.ToUnixTimeSeconds()));
        var signed = $"{header}.{claims}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Reads a token that is well formed, signed by a known key, ours, and valid now; null for any other text.</summary>
    /// <param name="text">What came as the bearer token.</param>
    /// <param name="findKey">Finds a published key by its id.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Cancels the search for the key.</param>
    public static async ValueTask<AccessToken?> VerifyAsync(
        string text, Func<string, CancellationToken, ValueTask<VerificationKey?>> findKey, DateTimeOffset now,
        CancellationToken cancellationToken = default)
    {
        if (text.Length > MaxLength || text.Split('.') is not [var headerPart, var claimsPart, var signaturePart]) return null;
        if (Decode(signaturePart) is not { Length: SignatureBytes } signature) return null;
        if (Decode<Header>(headerPart) is not { Alg: Algorithm, Typ: Type } header) return null;
        if (await findKey(header.Kid, cancellationToken) is not { } key) return null;
        var signed = Encoding.ASCII.GetBytes(text[..(headerPart.Length + 1 + claimsPart.Length)]);
        return key.Verifies(signed, signature) ? ToToken(Decode<Claims>(claimsPart), now) : null;
    }

    private static AccessToken? ToToken(Claims? claims, DateTimeOffset now)
    {
        if (claims is not { Iss: AccessToken.Issuer, Aud: AccessToken.Audience }) return null;
        if (Time(claims.Iat) is not { } issuedAt || Time(claims.Exp) is not { } expiresAt) return null;
        if (issuedAt - ClockSkew > now || expiresAt + ClockSkew <= now) return null;
        return new(claims.Sub, claims.Name, claims.Role, claims.Jti, issuedAt, expiresAt);
    }

    private static DateTimeOffset? Time(long unixSeconds) =>
        unixSeconds is >= 0 and <= 32_503_680_000 ? DateTimeOffset.FromUnixTimeSeconds(unixSeconds) : null; // to the year 3000

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, Json));

    private static T? Decode<T>(string part) where T : class
    {
        if (Decode(part) is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Json);
        }
        catch (JsonException)
        {
            return null; // not the form that we issue, which is all that the caller wants to know
        }
    }

    // Only the one spelling that encoding gives: the framework's decoder passes over white space and padding.
    private static byte[]? Decode(string part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (!Base64Url.IsValid(part) || !Base64Url.TryDecodeFromChars(part, bytes, out var written)) return null;
        return Base64Url.EncodeToString(bytes.AsSpan(0, written)) == part ? bytes[..written] : null;
    }

    private sealed record Header(
        [property: JsonPropertyName("alg")] string Alg,
        [property: JsonPropertyName("typ")] string Typ,
        [property: JsonPropertyName("kid")] string Kid);

    private sealed record Claims(
        [property: JsonPropertyName("iss")] string Iss,
        [property: JsonPropertyName("aud")] string Aud,
        [property: JsonPropertyName("sub")] Guid Sub,
        [property: JsonPropertyName("name")] string Name,
        [property: JsonPropertyName("role")] string Role,
        [property: JsonPropertyName("jti")] Guid Jti,
        [property: JsonPropertyName("iat")] long Iat,
        [property: JsonPropertyName("exp")] long Exp);
}
