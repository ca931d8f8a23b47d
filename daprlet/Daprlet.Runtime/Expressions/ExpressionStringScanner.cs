using System.Text;

namespace Daprlet.Expressions;

/// <summary>How a string begins.</summary>
/// <param name="Quote">What it begins and ends with: one quote or three.</param>
/// <param name="Prefix">How many letters stand before the quote.</param>
internal readonly record struct StringStart(bool IsRaw, bool IsBytes, string Quote, int Prefix);

/// <summary>Reads the strings and bytes that stand in an expression, with what a backslash makes of a character.</summary>
internal sealed class ExpressionStringScanner(string text)
{
    private const int MaxCodePoint = 0x10FFFF;

    private readonly List<byte> _value = [];
    private bool _isBytes;
    private int _position;

    /// <summary>A text, or <see cref="ExpressionBytes"/>.</summary>
    /// <param name="position">Where it begins, and then where it has ended.</param>
    /// <exception cref="ExpressionException">It does not end, or an escape is unknown.</exception>
    public object Scan(StringStart start, ref int position)
    {
        _isBytes = start.IsBytes;
        _position = position + start.Prefix + start.Quote.Length;
        while (string.CompareOrdinal(text, _position, start.Quote, 0, start.Quote.Length) != 0)
        {
            if (_position >= text.Length || (start.Quote.Length == 1 && text[_position] is '\n' or '\r'))
                throw new ExpressionException($"the string at {position} does not end");
            if (text[_position] == '\\' && !start.IsRaw)
                Escape();
            else
                Append(NextRune());
        }
        position = _position + start.Quote.Length;
        return _isBytes ? new ExpressionBytes(_value.ToArray()) : Encoding.UTF8.GetString([.. _value]);
    }

    private char Current => _position < text.Length ? text[_position] : '\0';

    /// <summary>The next character; each kind of line end counts as <c>\n</c>.</summary>
    private Rune NextRune()
    {
        if (Current == '\r')
        {
            _position += string.CompareOrdinal(text, _position, "\r\n", 0, 2) == 0 ? 2 : 1;
            return new Rune('\n');
        }
        var isWhole = Rune.TryGetRuneAt(text, _position, out var rune);
        _position += isWhole ? rune.Utf16SequenceLength : 1;
        return isWhole ? rune : Rune.ReplacementChar;
    }

    private void Append(Rune rune)
    {
        Span<byte> utf8 = stackalloc byte[4];
        _value.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
    }

    private void Escape()
    {
        var start = _position++;
        var letter = Current;
        _position++;
        switch (letter)
        {
            case 'x' or 'X':
                Number(2, 16, start);
                break;
            case 'u' when !_isBytes:
                Number(4, 16, start);
                break;
            case 'U' when !_isBytes:
                Number(8, 16, start);
                break;
            case >= '0' and <= '3':
                _position--;
                Number(3, 8, start);
                break;
            default:
                _value.Add(Control(letter) ?? throw Unknown(start));
                break;
        }
    }

    private static byte? Control(char letter) => letter switch
    {
        'a' => (byte)'\a',
        'b' => (byte)'\b',
        'f' => (byte)'\f',
        'n' => (byte)'\n',
        'r' => (byte)'\r',
        't' => (byte)'\t',
        'v' => (byte)'\v',
        '\\' or '?' or '"' or '\'' or '`' => (byte)letter,
        _ => null,
    };

    /// <summary>A code point, or in bytes a byte, by its digits.</summary>
    private void Number(int digits, int radix, int start)
    {
        var number = 0L;
        for (var i = 0; i < digits; i++, _position++)
        {
            var digit = char.IsAsciiHexDigit(Current) ? Convert.ToInt32(Current.ToString(), 16) : radix;
            if (digit >= radix)
                throw Unknown(start);
            number = (number * radix) + digit;
        }
        if (_isBytes)
            _value.Add((byte)number);
        else if (number <= MaxCodePoint)
            Append(Rune.IsValid((int)number) ? new Rune((int)number) : Rune.ReplacementChar);
        else
            throw Unknown(start);
    }

    private static ExpressionException Unknown(int start) => new($"unknown escape at {start}");
}
