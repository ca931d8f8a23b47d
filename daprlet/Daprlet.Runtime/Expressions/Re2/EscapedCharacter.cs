namespace Daprlet.Expressions.Re2;

/// <summary>Reads a backslash with what makes a character of it.</summary>
internal static class EscapedCharacter
{
    /// <exception cref="FormatException">They stand for no character.</exception>
    public static int Read(PatternCursor cursor)
    {
        var start = cursor.At;
        cursor.Accept(@"\");
        return cursor.Read() switch
        {
            PatternCursor.End => throw cursor.Problem("trailing backslash at end of expression", cursor.At),
            '0' => Octal(cursor, 0),
            >= '1' and <= '7' and var digit when cursor.Current is >= '0' and <= '7' => Octal(cursor, digit - '0'), // one digit alone would be a backreference
            'x' when Hexadecimal(cursor) is { } rune => rune,
            'a' => '\a',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            < 0x80 and var rune when !char.IsAsciiLetterOrDigit((char)rune) => rune,
            _ => throw cursor.Problem("invalid escape sequence", start),
        };
    }

    private static int Octal(PatternCursor cursor, int value)
    {
        for (var digits = 1; digits < 3 && cursor.Current is >= '0' and <= '7'; digits++)
            value = (value * 8) + Digit(cursor.Read());
        return value;
    }

    /// <summary>What two digits stand for, or any number of them between braces; null for anything else.</summary>
    private static int? Hexadecimal(PatternCursor cursor)
    {
        if (!cursor.Accept("{"))
        {
            var (high, low) = (Digit(cursor.Read()), Digit(cursor.Read()));
            return high < 0 || low < 0 ? null : (high * 16) + low;
        }
        int? value = null;
        while (true)
        {
            var rune = cursor.Read();
            if (rune == '}')
                return value;
            var digit = Digit(rune);
            value = ((value ?? 0) * 16) + digit;
            if (digit < 0 || value > RuneSet.MaxRune)
                return null;
        }
    }

    private static int Digit(int rune) => rune switch
    {
        >= '0' and <= '9' => rune - '0',
        >= 'A' and <= 'F' => rune - 'A' + 10,
        >= 'a' and <= 'f' => rune - 'a' + 10,
        _ => -1,
    };
}
