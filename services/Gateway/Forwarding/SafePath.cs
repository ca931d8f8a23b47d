using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace DaprShop.Gateway.Forwarding;

/// <summary>
/// The path of a request, taken from its target as it came over the wire. Servers and sidecars on the way disagree about
/// what <c>%2F</c>, <c>..</c>, <c>//</c> and <c>\</c> mean, so a path that has any of them is refused: what is left means the same to all.
/// </summary>
internal static class SafePath
{
    /// <summary>The longest path, in characters as they came.</summary>
    public const int MaxLength = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes a request target's path.</summary>
    /// <param name="target">The target in origin form (RFC 9112, 3.2.1): an absolute path, and a query perhaps.</param>
    /// <param name="path">The decoded path: segments that hold no separator, no dots alone, no control character.</param>
    public static bool TryDecode(string target, [NotNullWhen(true)] out string? path)
    {
        path = null;
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var encoded = end < 0 ? target : target[..end];
        if (encoded.Length > MaxLength || !encoded.StartsWith('/')) return false;
        if (encoded == "/")
        {
            path = encoded;
            return true;
        }

        var decoded = new StringBuilder(encoded.Length);
        foreach (var segment in encoded[1..].Split('/'))
        {
            if (!TryDecodeSegment(segment, out var text) || !IsSafe(text)) return false;
            decoded.Append('/').Append(text);
        }

        path = decoded.ToString();
        return true;
    }

    /// <summary>Encodes a decoded path for another target, in the one way that leaves nothing to interpret.</summary>
    public static string Encode(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    // '%', '?' and '#' are refused decoded too: a sidecar that decodes once more would see them (Dapr answers 500).
    private static bool IsSafe(string segment) =>
        segment is not ("" or "." or "..") && !segment.Any(c => c is '/' or '\\' or '%' or '?' or '#' || char.IsControl(c));

    private static bool TryDecodeSegment(string segment, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var bytes = new byte[segment.Length];
        var length = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] is < '!' or > '~') return false;
            if (segment[i] != '%')
            {
                bytes[length++] = (byte)segment[i];
                continue;
            }

            if (!TryDecodeEscape(segment.AsSpan(i), out bytes[length++])) return false;
            i += 2;
        }

        try
        {
            text = StrictUtf8.GetString(bytes, 0, length);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false; // no UTF-8, so no path
        }
    }

    private static bool TryDecodeEscape(ReadOnlySpan<char> escape, out byte value)
    {
        value = 0;
        return escape.Length >= 3 && byte.TryParse(escape.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
