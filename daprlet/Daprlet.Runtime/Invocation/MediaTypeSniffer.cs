namespace Daprlet.Invocation;

/// <summary>
/// The media type of a body whose sender named none, told from its first bytes as Go's net/http does for Dapr
/// (WHATWG MIME Sniffing, the parts for text, markup, images, sound, video and archives).
/// </summary>
internal static class MediaTypeSniffer
{
    private const int MaxBytes = 512;

    private static readonly string[] MarkupTags =
        ["<!DOCTYPE HTML", "<HTML", "<HEAD", "<SCRIPT", "<IFRAME", "<H1", "<DIV", "<FONT", "<TABLE", "<A", "<STYLE", "<TITLE", "<B", "<BODY", "<BR", "<P", "<!--"];

    private static readonly (byte[] Start, string Type)[] Signatures =
    [
        ("%PDF-"u8.ToArray(), "application/pdf"),
        ("%!PS-Adobe-"u8.ToArray(), "application/postscript"),
        ([0xFE, 0xFF], "text/plain; charset=utf-16be"),
        ([0xFF, 0xFE], "text/plain; charset=utf-16le"),
        ([0xEF, 0xBB, 0xBF], "text/plain; charset=utf-8"),
        ([0, 0, 1, 0], "image/x-icon"),
        ([0, 0, 2, 0], "image/x-icon"),
        ("BM"u8.ToArray(), "image/bmp"),
        ("GIF87a"u8.ToArray(), "image/gif"),
        ("GIF89a"u8.ToArray(), "image/gif"),
        ([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        ([0xFF, 0xD8, 0xFF], "image/jpeg"),
        ("ID3"u8.ToArray(), "audio/mpeg"),
        ("OggS\0"u8.ToArray(), "application/ogg"),
        ("MThd\0\0\0\x06"u8.ToArray(), "audio/midi"),
        ([0x1A, 0x45, 0xDF, 0xA3], "video/webm"),
        ([0, 1, 0, 0], "font/ttf"),
        ("OTTO"u8.ToArray(), "font/otf"),
        ("ttcf"u8.ToArray(), "font/collection"),
        ("wOFF"u8.ToArray(), "font/woff"),
        ("wOF2"u8.ToArray(), "font/woff2"),
        ([0x1F, 0x8B, 0x08], "application/x-gzip"),
        ("PK\x03\x04"u8.ToArray(), "application/zip"),
        ("Rar!\x1A\x07\0"u8.ToArray(), "application/x-rar-compressed"),
        ("Rar!\x1A\x07\x01\0"u8.ToArray(), "application/x-rar-compressed"),
        ([0, (byte)'a', (byte)'s', (byte)'m'], "application/wasm"),
    ];

    /// <summary>The form of a container with a length, or four letters, after its first four bytes.</summary>
    private static readonly (string Container, string Form, string Type)[] Containers =
    [
        ("RIFF", "WEBPVP", "image/webp"), ("FORM", "AIFF", "audio/aiff"), ("RIFF", "AVI ", "video/avi"), ("RIFF", "WAVE", "audio/wave"),
    ];

    /// <summary>Never empty: bytes that are neither known nor text are <c>application/octet-stream</c>.</summary>
    public static string Detect(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, MaxBytes)];
        var words = bytes.TrimStart("\t\n\f\r "u8);
        if (IsMarkup(words))
            return "text/html; charset=utf-8";
        if (words.StartsWith("<?xml"u8))
            return "text/xml; charset=utf-8";
        return Signature(bytes) ?? Container(bytes) ?? (IsMp4(bytes) ? "video/mp4" : IsText(words) ? "text/plain; charset=utf-8" : "application/octet-stream");
    }

    private static bool IsMarkup(ReadOnlySpan<byte> words)
    {
        foreach (var tag in MarkupTags)
        {
            if (words.Length > tag.Length && StartsWithIgnoringCase(words, tag) && words[tag.Length] is (byte)' ' or (byte)'>')
                return true;
        }
        return false;
    }

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> words, string tag) => System.Text.Ascii.EqualsIgnoreCase(words[..tag.Length], tag);

    private static string? Signature(ReadOnlySpan<byte> bytes)
    {
        foreach (var (start, type) in Signatures)
        {
            if (bytes.StartsWith(start))
                return type;
        }
        return null;
    }

    private static string? Container(ReadOnlySpan<byte> bytes)
    {
        foreach (var (container, form, type) in Containers)
        {
            if (bytes.Length >= 8 + form.Length && System.Text.Ascii.Equals(bytes[..4], container) && System.Text.Ascii.Equals(bytes.Slice(8, form.Length), form))
                return type;
        }
        return null;
    }

    private static bool IsMp4(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12)
            return false;
        var box = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (box > bytes.Length || box % 4 != 0 || !bytes[4..].StartsWith("ftyp"u8))
            return false;
        for (var at = 8; at + 3 <= box; at += 4)
        {
            if (at != 12 && bytes[at..].StartsWith("mp4"u8))
                return true;
        }
        return false;
    }

    private static bool IsText(ReadOnlySpan<byte> words)
    {
        foreach (var value in words)
        {
            if (value is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F))
                return false;
        }
        return true;
    }
}
