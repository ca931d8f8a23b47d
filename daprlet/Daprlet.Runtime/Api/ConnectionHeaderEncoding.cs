using System.Text;

namespace Daprlet.Api;

/// <summary>
/// Reads Connection headers so that Kestrel keeps what they name: it replaces the header by <c>keep-alive</c> or <c>close</c> as soon as that is
/// the only option it knows, and the names beside it are lost. Without its <c>keep-alive</c>, which is the default, or with both, it stays.
/// </summary>
internal sealed class ConnectionHeaderEncoding : Encoding
{
    private const string KeepAlive = "keep-alive";

    public override string GetString(byte[] bytes, int index, int count)
    {
        var value = Latin1.GetString(bytes, index, count);
        var options = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (options.Length < 2)
            return value;
        var names = options.Where(option => !option.Equals(KeepAlive, StringComparison.OrdinalIgnoreCase)).ToList();
        return string.Join(", ", names.Contains("close", StringComparer.OrdinalIgnoreCase) ? [.. names, KeepAlive] : names);
    }

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => GetString(bytes, index, count).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var value = GetString(bytes, byteIndex, byteCount);
        value.CopyTo(0, chars, charIndex, value.Length);
        return value.Length;
    }

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetMaxCharCount(int byteCount) => byteCount + ", ".Length + KeepAlive.Length;
}
