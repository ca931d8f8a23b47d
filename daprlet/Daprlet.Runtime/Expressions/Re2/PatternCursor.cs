using System.Text;

namespace Daprlet.Expressions.Re2;

/// <summary>The text of a pattern, and how far it has been read.</summary>
internal sealed class PatternCursor(string pattern)
{
    /// <summary>What is read behind the last character.</summary>
    public const int End = -1;

    /// <summary>How much has been read. It may be set back.</summary>
    public int At { get; set; }

    /// <summary>The character that comes next, the first half of one beyond U+FFFF, or <see cref="End"/>.</summary>
    public int Current => At < pattern.Length ? pattern[At] : End;

    /// <summary>Whether the text comes next.</summary>
    public bool Is(string text) => pattern.AsSpan(At).StartsWith(text, StringComparison.Ordinal);

    /// <summary>Reads over the text if it comes next.</summary>
    public bool Accept(string text)
    {
        if (!Is(text))
            return false;
        At += text.Length;
        return true;
    }

    /// <summary>Reads a code point; there is always an <see cref="End"/> more.</summary>
    public int Read()
    {
        if (Current == End)
            return End;
        Rune.DecodeFromUtf16(pattern.AsSpan(At), out var rune, out var length);
        At += length;
        return rune.Value;
    }

    /// <summary>Reads what stands in front of the next such mark, and over the mark. Where there is none, null: nothing is read.</summary>
    public string? ReadThrough(string mark)
    {
        var start = At;
        var end = pattern.IndexOf(mark, start, StringComparison.Ordinal);
        if (end < 0)
            return null;
        At = end + mark.Length;
        return pattern[start..end];
    }

    public string ReadToEnd()
    {
        var rest = pattern[At..];
        At = pattern.Length;
        return rest;
    }

    /// <summary>What has been read since.</summary>
    public string Since(int start) => pattern[start..At];

    /// <summary>What is wrong with a part of a pattern, or with the whole, in Go's words.</summary>
    public static FormatException Problem(string problem, string where) => new($"error parsing regexp: {problem}: `{where}`");

    /// <summary>What is wrong with the whole.</summary>
    public FormatException Problem(string problem) => Problem(problem, pattern);

    /// <summary>What is wrong with what has been read since.</summary>
    public FormatException Problem(string problem, int start) => Problem(problem, Since(start));
}
