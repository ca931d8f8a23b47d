using System.Security.Cryptography;
using System.Text;
using Daprlet.Components;
using Daprlet.Components.State;

namespace Daprlet.State;

/// <summary>
/// Encryption of what an app stores (Dapr, metadata <c>primaryEncryptionKey</c> and <c>secondaryEncryptionKey</c>): AES-GCM, as text in
/// base64, followed by the name of the secret that holds the key, so that keys can be replaced while old values are still read.
/// </summary>
public sealed class StateEncryption
{
    private const string Separator = "||";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly string _store;
    private readonly Key _primary;
    private readonly Key? _secondary;

    private StateEncryption(string store, Key primary, Key? secondary)
    {
        _store = store;
        _primary = primary;
        _secondary = secondary;
    }

    /// <summary>The component's encryption, or null when it asks for none. Without a secret store the keys have no effect, as in Dapr.</summary>
    /// <exception cref="ComponentException">A key is not one of AES in hexadecimal, or its secret is absent.</exception>
    public static StateEncryption? From(ComponentContext context)
    {
        if (context.Manifest.Auth.SecretStore.Length == 0)
            return null;
        var primary = ReadKey(context, "primaryEncryptionKey");
        var secondary = ReadKey(context, "secondaryEncryptionKey");
        return primary is null ? null : new StateEncryption(context.Name, primary, secondary);
    }

    /// <summary>The text that is stored for a value.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> value)
    {
        var message = new byte[NonceBytes + value.Length + TagBytes];
        var nonce = message.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_primary.Bytes, TagBytes);
        cipher.Encrypt(nonce, value, message.AsSpan(NonceBytes, value.Length), message.AsSpan(NonceBytes + value.Length));
        return Encoding.UTF8.GetBytes(Convert.ToBase64String(message) + Separator + _primary.Name);
    }

    /// <summary>The value of what has been stored.</summary>
    /// <exception cref="StateStoreException">It was not stored by this encryption, or with a key that is not known.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> stored)
    {
        if (stored.IsEmpty)
            return [];
        var text = Encoding.UTF8.GetString(stored);
        var separator = text.LastIndexOf(Separator, StringComparison.Ordinal);
        var name = separator < 0 ? "" : text[(separator + Separator.Length)..];
        if (name.Length == 0)
            throw Unreadable("encryption key name not found on record");
        var key = name == _primary.Name ? _primary : name == _secondary?.Name ? _secondary : throw Unreadable($"encryption key {name} is not known");
        try
        {
            return Open(Convert.FromBase64String(text[..separator]), key);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            throw Unreadable("message authentication failed");
        }
    }

    private static byte[] Open(ReadOnlySpan<byte> message, Key key)
    {
        var value = new byte[Math.Max(0, message.Length - NonceBytes - TagBytes)];
        using var cipher = new AesGcm(key.Bytes, TagBytes);
        cipher.Decrypt(message[..NonceBytes], message.Slice(NonceBytes, value.Length), message[(NonceBytes + value.Length)..], value);
        return value;
    }

    private static Key? ReadKey(ComponentContext context, string name)
    {
        const string Refusal = "failed to extract encryption key";
        if (context.Manifest.Spec.Metadata.LastOrDefault(item => item.Name == name) is not { } item)
            return null;
        if (context.MissingSecrets.FirstOrDefault(missing => missing.Item == name) is { } missing)
            throw new ComponentException($"{Refusal}: {missing.Reason}");
        if (context.Metadata.Get(name) is not { } text)
            return null;
        byte[] bytes;
        try
        {
            bytes = Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new ComponentException($"{Refusal}: {name} is not hexadecimal");
        }
        return bytes.Length is 16 or 24 or 32
            ? new Key(item.SecretKeyRef?.Name ?? "", bytes)
            : throw new ComponentException($"{Refusal}: {name} has {bytes.Length} bytes, AES takes 16, 24 or 32");
    }

    private StateStoreException Unreadable(string reason) => new($"could not decrypt data for state store {_store}: {reason}");

    /// <param name="Name">The secret's name; empty for a key that stands in the component itself, whose values cannot be read again.</param>
    private sealed record Key(string Name, byte[] Bytes);
}
