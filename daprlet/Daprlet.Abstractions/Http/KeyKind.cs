using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Daprlet.Http;

/// <summary>What kind of private key a PEM holds, for the message that says why it cannot be used.</summary>
internal static class KeyKind
{
    /// <summary>The kind of a key that .NET cannot use for TLS, as people name it; null for any other.</summary>
    public static string? Unusable(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields))
            return null;
        return pem.AsSpan()[fields.Label] switch
        {
            "ENCRYPTED PRIVATE KEY" => "an encrypted",
            "OPENSSH PRIVATE KEY" => "an OpenSSH",
            "DSA PRIVATE KEY" => "a DSA",
            "PRIVATE KEY" => Algorithm(Convert.FromBase64String(pem[fields.Base64Data])) switch
            {
                var algorithm when EdwardsCurve(algorithm) is { } curve => $"an {curve}",
                "1.3.101.110" => "an X25519",
                "1.3.101.111" => "an X448",
                "1.2.840.10040.4.1" => "a DSA",
                _ => null,
            },
            _ => null,
        };
    }

    /// <summary>The name of an algorithm of RFC 8410 that signs, by its identifier; null for any other.</summary>
    public static string? EdwardsCurve(string? algorithm) => algorithm switch
    {
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        _ => null,
    };

    /// <summary>The algorithm's identifier in a PKCS #8 key (RFC 5958); null where there is none.</summary>
    private static string? Algorithm(byte[] pkcs8)
    {
        try
        {
            var key = new AsnReader(pkcs8, AsnEncodingRules.BER).ReadSequence();
            key.ReadInteger();
            return key.ReadSequence().ReadObjectIdentifier();
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
