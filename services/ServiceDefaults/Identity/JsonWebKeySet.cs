using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>The public keys of the shop's tokens (RFC 7517), as Users publishes them.</summary>
/// <param name="Keys">One key or more; the newest need not sign yet.</param>
public sealed record JsonWebKeySet(IReadOnlyList<JsonWebKey> Keys)
{
    /// <summary>Where Users publishes the set, for the other services.</summary>
    public const string Path = "/internal/v1/jwks";
}

/// <summary>A public P-256 key (RFC 7517, RFC 7518 section 6.2).</summary>
public sealed record JsonWebKey(
    [property: JsonPropertyName("kid")] string KeyId,
    [property: JsonPropertyName("kty")] string KeyType,
    [property: JsonPropertyName("crv")] string Curve,
    [property: JsonPropertyName("x")] string X,
    [property: JsonPropertyName("y")] string Y,
    [property: JsonPropertyName("use")] string Use = "sig",
    [property: JsonPropertyName("alg")] string Algorithm = "ES256")
{
    /// <summary>A key in the form to publish.</summary>
    /// <param name="key">Its id and public point.</param>
    public static JsonWebKey From(VerificationKey key) =>
        new(key.Id, "EC", "P-256", Base64Url.EncodeToString(key.Point.X), Base64Url.EncodeToString(key.Point.Y));

    /// <summary>The key to verify with; null if it is of another kind than ours.</summary>
    public VerificationKey? ToVerificationKey() =>
        this is { KeyType: "EC", Curve: "P-256", Use: "sig", Algorithm: "ES256" } && Base64Url.IsValid(X) && Base64Url.IsValid(Y)
            ? new(KeyId, new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) })
            : null;
}
