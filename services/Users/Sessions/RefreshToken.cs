using System.Buffers.Text;
using System.Security.Cryptography;

namespace DaprShop.Users.Sessions;

/// <summary>A refresh token: whose it is, which session's, and 256 random bits. Only its hash is stored.</summary>
public sealed class RefreshToken
{
    private const int IdBytes = 16;
    private const int SecretBytes = 32;
    private const int TotalBytes = (2 * IdBytes) + SecretBytes;

    private readonly byte[] _bytes;

    private RefreshToken(byte[] bytes) => _bytes = bytes;

    /// <summary>The user's id.</summary>
    public Guid UserId => new(_bytes.AsSpan(0, IdBytes), bigEndian: true);

    /// <summary>The session's id.</summary>
    public Guid SessionId => new(_bytes.AsSpan(IdBytes, IdBytes), bigEndian: true);

    /// <summary>SHA-256 of the whole token, in hex. The token is random, so that a fast hash without salt is enough.</summary>
    public string Hash => Convert.ToHexString(SHA256.HashData(_bytes));

    /// <summary>Makes a token.</summary>
    public static RefreshToken Create(Guid userId, Guid sessionId)
    {
        var bytes = new byte[TotalBytes];
        userId.TryWriteBytes(bytes.AsSpan(0, IdBytes), bigEndian: true, out _);
        sessionId.TryWriteBytes(bytes.AsSpan(IdBytes, IdBytes), bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes.AsSpan(2 * IdBytes));
        return new(bytes);
    }

    /// <summary>Reads a token; null for a text that is none.</summary>
    public static RefreshToken? Parse(string? text)
    {
        var bytes = new byte[TotalBytes];
        return text?.Length == Base64Url.GetEncodedLength(TotalBytes)
            && Base64Url.IsValid(text, out var length) && length == TotalBytes
            && Base64Url.TryDecodeFromChars(text, bytes, out _)
            ? new(bytes)
            : null;
    }

    /// <summary>The token as the user gets it, in base64url.</summary>
    public override string ToString() => Base64Url.EncodeToString(_bytes);
}
