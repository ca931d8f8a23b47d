using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Daprlet.Http;

/// <summary>Certificates of TLS clients, as PEM has them.</summary>
internal static class PemCertificates
{
    /// <summary>A certificate with its private key.</summary>
    /// <exception cref="CryptographicException">The PEM cannot be read, or the two do not belong together.</exception>
    /// <exception cref="ArgumentException">As above.</exception>
    public static X509Certificate2 WithKey(string certificatePem, string keyPem)
    {
        if (KeyKind.Unusable(keyPem) is { } kind)
            throw new CryptographicException($"the private key is {kind} key, which .NET cannot load for TLS; take an RSA or ECDSA key, unencrypted");
        using var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        // Windows can use a key in TLS only once it has been imported.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The kind of key of a certificate where .NET cannot show such certificates in TLS; null for any other.</summary>
    public static string? UnusableKind(string? certificatePem)
    {
        try
        {
            using var certificate = certificatePem is null ? null : X509Certificate2.CreateFromPem(certificatePem);
            return KeyKind.EdwardsCurve(certificate?.PublicKey.Oid.Value);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Accepts servers whose certificate some of the given roots vouch for, and no others.</summary>
    /// <exception cref="CryptographicException">The PEM cannot be read, or there is no certificate in it.</exception>
    public static RemoteCertificateValidationCallback TrustOnly(string rootPem)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(rootPem);
        if (roots.Count == 0)
            throw new CryptographicException("no certificate in the PEM of the root");
        return (_, certificate, _, errors) =>
        {
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
                return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build(new X509Certificate2(certificate));
        };
    }
}
