using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using DaprShop.ServiceDefaults.Identity;

namespace DaprShop.Users.Keys;

/// <summary>A P-256 key pair whose private half is encrypted at rest.</summary>
/// <param name="Id">The key's id, <c>kid</c>.</param>
/// <param name="X">The public point's x, base64url.</param>
/// <param name="Y">The public point's y, base64url.</param>
/// <param name="SealedPrivateKey">AES-256-GCM: nonce, PKCS #8 key in cipher, tag; the key's id is authenticated along. Base64.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record SigningKey(string Id, string X, string Y, byte[] SealedPrivateKey, DateTimeOffset CreatedAt)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>The public half.</summary>
    public VerificationKey PublicKey => new(Id, new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) });

    /// <summary>Makes a key.</summary>
    /// <param name="keyEncryptionKey">32 bytes.</param>
    /// <param name="now">The time.</param>
    public static SigningKey Create(byte[] keyEncryptionKey, DateTimeOffset now)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var id = Guid.CreateVersion7(now).ToString();
        return new(id, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y),
            Seal(pair.ExportPkcs8PrivateKey(), id, keyEncryptionKey), now);
    }

    /// <summary>The pair, to sign with.</summary>
    /// <exception cref="CryptographicException">It was encrypted with another key, or tampered with.</exception>
    public ECDsa Open(byte[] keyEncryptionKey)
    {
        var cipherBytes = SealedPrivateKey.Length - NonceBytes - TagBytes;
        if (cipherBytes <= 0) throw new CryptographicException("The stored signing key is too short.");
        var privateKey = new byte[cipherBytes];
        using var aes = new AesGcm(keyEncryptionKey, TagBytes);
        aes.Decrypt(
            SealedPrivateKey.AsSpan(0, NonceBytes), SealedPrivateKey.AsSpan(NonceBytes, cipherBytes),
            SealedPrivateKey.AsSpan(NonceBytes + cipherBytes), privateKey, Encoding.UTF8.GetBytes(Id));
        var pair = ECDsa.Create();
        pair.ImportPkcs8PrivateKey(privateKey, out _);
        CryptographicOperations.ZeroMemory(privateKey);
        return pair;
    }

    private static byte[] Seal(byte[] privateKey, string id, byte[] keyEncryptionKey)
    {
        var output = new byte[NonceBytes + privateKey.Length + TagBytes];
        var nonce = output.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keyEncryptionKey, TagBytes);
        aes.Encrypt(nonce, privateKey, output.AsSpan(NonceBytes, privateKey.Length), output.AsSpan(NonceBytes + privateKey.Length),
            Encoding.UTF8.GetBytes(id));
        CryptographicOperations.ZeroMemory(privateKey);
        return output;
    }
}
