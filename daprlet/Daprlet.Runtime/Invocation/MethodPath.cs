using System.Buffers;
using System.Globalization;
using System.Text;
using Daprlet.Json;

namespace Daprlet.Invocation;

/// <summary>
/// The path of an invoked method, by Dapr's rules, which are those of Go's packages path and net/url. Decoded paths are strings of bytes:
/// every character is one byte, so that what is not UTF-8 can be told and passed on.
/// </summary>
internal static class MethodPath
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("#?\0");

    /// <summary>What apps and access rules may read as the end of a segment, or as the way out of one.</summary>
    private static readonly SearchValues<string> Separators = SearchValues.Create(["\\", "%2f", "%5c", "%2e"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The bytes that a path may hold unescaped when it is sent as it was written (net/url, validEncoded).</summary>
    private static readonly SearchValues<char> ValidEncoded =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~!$&'()*+,;=:@[]%/");

    /// <summary>The bytes that stay as they are when a path is escaped (net/url, shouldEscape).</summary>
    private static readonly SearchValues<char> NeverEscaped =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~$&+,/:;=@");

    /// <summary>Decodes percent escapes into a string of bytes; null on a broken escape.</summary>
    public static string? Decode(string escaped)
    {
        if (!escaped.Contains('%', StringComparison.Ordinal))
            return escaped;
        var bytes = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '%')
            {
                bytes.Append(escaped[i]);
                continue;
            }
            if (!IsEscape(escaped, i))
                return null;
            bytes.Append((char)byte.Parse(escaped.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            i += 2;
        }
        return bytes.ToString();
    }

    /// <summary>The shortest path that means the same (Go, path.Clean); empty where Go answers a dot.</summary>
    public static string Clean(string path)
    {
        if (!NeedsCleaning(path))
            return path;
        var rooted = path.StartsWith('/');
        var segments = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".")
                continue;
            if (segment != "..")
                segments.Add(segment);
            else if (segments.Count > 0 && segments[^1] != "..")
                segments.RemoveAt(segments.Count - 1);
            else if (!rooted)
                segments.Add(segment);
        }
        return (rooted ? "/" : "") + string.Join('/', segments);
    }

    /// <summary>Which character a method has that no method may have; null when it has none. Separators that are still escaped are such characters, and so are backslashes.</summary>
    public static string? Check(string method)
    {
        if (method.AsSpan().ContainsAny(Forbidden) || method.AsSpan().ContainsAny(Separators))
            return $"method contains forbidden character: {GoQuote.Quote(method)}";
        for (var i = 0; i < method.Length; i++)
        {
            if (method[i] is < ' ' or '\x7f')
                return $"method contains control character at position {i}: {GoQuote.Quote(method)}";
        }
        return null;
    }

    /// <summary>Cleans a method and takes leading <c>../</c> away.</summary>
    /// <exception cref="InvocationException">The method has a character that no method may have.</exception>
    public static string Normalize(string method)
    {
        if (Check(method) is { } problem)
            throw InvocationException.InvalidMethod(problem);
        var cleaned = Clean(method);
        while (cleaned.StartsWith("../", StringComparison.Ordinal))
            cleaned = cleaned[3..];
        return cleaned == ".." ? "" : cleaned;
    }

    /// <summary>
    /// The method as it is written into a URL: as it stands if it is a valid escaped path, otherwise escaped anew. So a percent sign that
    /// was escaped twice arrives escaped once (Go, net/url.Parse and URL.EscapedPath).
    /// </summary>
    /// <param name="url">The whole URL, for the message.</param>
    /// <exception cref="InvocationException">The method has a percent sign that begins no escape.</exception>
    public static string Escape(string method, Func<string> url)
    {
        for (var i = method.IndexOf('%', StringComparison.Ordinal); i >= 0; i = method.IndexOf('%', i + 1))
        {
            if (!IsEscape(method, i))
                throw new InvocationException($"parse {GoQuote.Quote(url())}: invalid URL escape {GoQuote.Quote(method[i..Math.Min(i + 3, method.Length)])}");
        }
        return method.AsSpan().ContainsAnyExcept(ValidEncoded) ? EscapeBytes(Decode(method)!) : method;
    }

    /// <summary>The method with every byte escaped that means something in a path, percent signs too; <see cref="Decode"/> gives it back.</summary>
    public static string EscapeAll(string method) => method.AsSpan().ContainsAnyExcept(NeverEscaped) ? EscapeBytes(method) : method;

    /// <summary>Whether the bytes of a string of bytes are UTF-8.</summary>
    public static bool IsUtf8(string bytes) => Ascii.IsValid(bytes) || System.Text.Unicode.Utf8.IsValid(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The text that a string of bytes stands for.</summary>
    public static string Text(string bytes) => Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    /// <summary>The string of bytes that stands for a text.</summary>
    public static string Bytes(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string EscapeBytes(string bytes)
    {
        var escaped = new StringBuilder(bytes.Length + 16);
        foreach (var value in bytes)
        {
            if (NeverEscaped.Contains(value))
                escaped.Append(value);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"%{(int)value:X2}");
        }
        return escaped.ToString();
    }

    private static bool IsEscape(string text, int at) =>
        at + 2 < text.Length && char.IsAsciiHexDigit(text[at + 1]) && char.IsAsciiHexDigit(text[at + 2]);

    private static bool NeedsCleaning(string path) =>
        path.Contains("//", StringComparison.Ordinal) || path.Contains("/.", StringComparison.Ordinal) || path.StartsWith('.') || (path.Length > 1 && path.EndsWith('/'));
}
