using System.Security.Cryptography;

namespace DaprShop.ServiceDefaults.Identity;

/// <summary>A public P-256 key that verifies tokens.</summary>
/// <param name="Id">Its id, <c>kid</c> in a token.</param>
/// <param name="Point">The public point.</param>
public sealed record VerificationKey(string Id, ECPoint Point)
{
    // An ECDsa is not safe for several threads, and making one takes less than verifying with it.
    internal bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var ecdsa = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = Point });
        return ecdsa.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}

/// <summary>Where the keys come from that verify tokens: for most services from Users, for Users from its own state.</summary>
public interface IVerificationKeys
{
    /// <summary>Finds a key; null if no such key is published.</summary>
    /// <exception cref="Errors.ServiceUnavailableException">The key is not known here, and whether it is published cannot be found out now.</exception>
    ValueTask<VerificationKey?> FindAsync(string keyId, CancellationToken cancellationToken);
}
