using System.Text;

namespace Daprlet.Expressions.Re2;

/// <summary>Reads classes of characters, and what a backslash makes of a character.</summary>
internal sealed class ClassParser(string pattern, int[] runes, bool ignoreCase)
{
    /// <summary>What stands behind <c>[</c>, with the closing bracket.</summary>
    /// <exception cref="FormatException">It is no class.</exception>
    public RuneSet Parse(ref int at)
    {
        var isNegated = Is(at, '^');
        if (isNegated)
            at++;
        var set = RuneSet.Of();
        for (var isFirst = true; isFirst || !Is(at, ']'); isFirst = false)
        {
            if (at >= runes.Length)
                throw Problem("missing closing ]");
            set = set.Union(TryPosix(ref at) ?? TryEscapedClass(ref at) ?? Fold(Range(ref at)));
        }
        at++;
        return isNegated ? set.Negate() : set;
    }

    /// <summary>A class such as <c>\d</c> or <c>\p{Lu}</c>; null for another character.</summary>
    /// <exception cref="FormatException">There is no such class.</exception>
    public RuneSet? TryEscapedClass(ref int at)
    {
        if (!Is(at, '\\') || at + 1 >= runes.Length || runes[at + 1] > 'z')
            return null;
        var letter = (char)runes[at + 1];
        if (NamedClasses.FindPerl(letter) is { } perl)
        {
            at += 2;
            return Fold(perl);
        }
        return letter is 'p' or 'P' ? Unicode(ref at, letter == 'P') : null;
    }

    /// <summary>The character that a backslash and what follows stand for.</summary>
    /// <exception cref="FormatException">They stand for none.</exception>
    public int Escape(ref int at)
    {
        var start = at++;
        if (at >= runes.Length)
            throw new FormatException("error parsing regexp: trailing backslash at end of expression: ``");
        var rune = runes[at++];
        switch (rune)
        {
            case >= '1' and <= '7' when at >= runes.Length || runes[at] is < '0' or > '7':
                break; // a backreference, which RE2 does not have
            case >= '0' and <= '7':
                var octal = rune - '0';
                for (var digits = 1; digits < 3 && at < runes.Length && runes[at] is >= '0' and <= '7'; digits++)
                    octal = (octal * 8) + runes[at++] - '0';
                return octal;
            case 'x':
                return Hex(start, ref at);
            case 'a':
                return '\a';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case < 0x80 when !char.IsAsciiLetterOrDigit((char)rune):
                return rune;
        }
        throw Problem("invalid escape sequence", start, at);
    }

    private bool Is(int at, char rune) => at < runes.Length && runes[at] == rune;

    private RuneSet Fold(RuneSet set) => ignoreCase ? CaseFolding.Fold(set) : set;

    private FormatException Problem(string problem) => new($"error parsing regexp: {problem}: `{pattern}`");

    private FormatException Problem(string problem, int from, int to)
    {
        var text = new StringBuilder();
        foreach (var rune in runes[from..Math.Min(to, runes.Length)])
            text.Append(new Rune(rune));
        return new FormatException($"error parsing regexp: {problem}: `{text}`");
    }

    private RuneSet? TryPosix(ref int at)
    {
        if (!Is(at, '[') || !Is(at + 1, ':'))
            return null;
        var end = at + 2;
        while (end < runes.Length && !(runes[end] == ':' && Is(end + 1, ']')))
            end++;
        if (end >= runes.Length)
            return null;
        var name = string.Concat(runes[(at + 2)..end].Select(rune => new Rune(rune).ToString()));
        var set = NamedClasses.FindPosix(name) ?? throw Problem("invalid character class range", at, end + 2);
        at = end + 2;
        return Fold(set);
    }

    private RuneSet Range(ref int at)
    {
        var start = at;
        var first = Character(ref at);
        if (!Is(at, '-') || at + 1 >= runes.Length || runes[at + 1] == ']')
            return RuneSet.Of((first, first));
        at++;
        var last = Character(ref at);
        return last >= first ? RuneSet.Of((first, last)) : throw Problem("invalid character class range", start, at);
    }

    private int Character(ref int at)
    {
        if (at >= runes.Length)
            throw Problem("missing closing ]");
        return runes[at] == '\\' ? Escape(ref at) : runes[at++];
    }

    private RuneSet Unicode(ref int at, bool isNegated)
    {
        var start = at;
        at += 2;
        var name = "";
        if (Is(at, '{'))
        {
            var end = Array.IndexOf(runes, '}', at);
            if (end < 0)
                throw Problem("invalid character class range", start, runes.Length);
            name = string.Concat(runes[(at + 1)..end].Select(rune => new Rune(rune).ToString()));
            at = end + 1;
        }
        else if (at < runes.Length)
        {
            name = new Rune(runes[at++]).ToString();
        }
        if (name.StartsWith('^'))
            (isNegated, name) = (!isNegated, name[1..]);
        var set = Fold(NamedClasses.FindUnicode(name) ?? throw Problem("invalid character class range", start, at));
        return isNegated ? set.Negate() : set;
    }

    private int Hex(int start, ref int at)
    {
        var braced = Is(at, '{');
        if (braced)
            at++;
        var (value, digits) = (0L, 0);
        for (; at < runes.Length && runes[at] < 0x80 && char.IsAsciiHexDigit((char)runes[at]) && (braced || digits < 2); digits++)
            value = Math.Min((value * 16) + Convert.ToInt32(((char)runes[at++]).ToString(), 16), RuneSet.MaxRune + 1);
        if (value > RuneSet.MaxRune || (braced ? digits == 0 || !Is(at, '}') : digits != 2))
            throw Problem("invalid escape sequence", start, at + 1);
        at += braced ? 1 : 0;
        return (int)value;
    }
}
