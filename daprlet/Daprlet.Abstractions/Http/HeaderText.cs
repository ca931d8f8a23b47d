using System.Buffers;
using System.Text;

namespace Daprlet.Http;

/// <summary>Header values between text and the wire, where the sidecar's clients and servers take every byte for a character.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != '\t').Append(127).Select(c => (char)c)]);

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>Whether a header can have the name (RFC 9110, token).</summary>
    public static bool IsName(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>Whether a header can have the value: there is no control character in it.</summary>
    public static bool IsSendable(string value) => value.AsSpan().IndexOfAny(ControlCharacters) < 0;

    /// <summary>The UTF-8 of a text, a character a byte.</summary>
    public static string ToWire(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The text of a value; one that is not UTF-8 stays as it is.</summary>
    public static string FromWire(string value)
    {
        if (Ascii.IsValid(value))
            return value;
        var bytes = Encoding.Latin1.GetBytes(value);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : value;
    }
}
