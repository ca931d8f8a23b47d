using System.Buffers.Text;

namespace Daprlet.Components.Bindings.LocalStorage;

/// <summary>The bytes that a request's data stands for: a JSON string without its quotes, and what is base64 decoded, whatever else it may be.</summary>
internal static class StoredContent
{
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> data)
    {
        var text = DataText.Unquote(data);
        return Decode(text.Span) ?? text;
    }

    /// <summary>Null when the text is not base64 with its padding; line breaks are passed over (Go, encoding/base64).</summary>
    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny((byte)' ', (byte)'\t') >= 0)
            return null;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done ? bytes[..written] : null;
    }
}
