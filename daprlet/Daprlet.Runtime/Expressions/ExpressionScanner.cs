using System.Globalization;
using System.Text;

namespace Daprlet.Expressions;

/// <summary>Takes the text of an expression apart into its words.</summary>
internal sealed class ExpressionScanner(string text)
{
    private static readonly string[] Symbols = ["||", "&&", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", "."];

    private int _position;

    /// <exception cref="ExpressionException">A character belongs to no word, a string does not end, a number is too large.</exception>
    public static IReadOnlyList<ExpressionToken> Scan(string text)
    {
        var scanner = new ExpressionScanner(text);
        var tokens = new List<ExpressionToken>();
        do
        {
            tokens.Add(scanner.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private char Current => _position < text.Length ? text[_position] : '\0';

    private ExpressionToken Next()
    {
        SkipBlanks();
        var start = _position;
        if (start >= text.Length)
            return new ExpressionToken(TokenKind.End, "", null, start);
        if (QuoteAhead() is { } quoted)
            return new ExpressionToken(TokenKind.Text, "", String(quoted.IsRaw, quoted.Quote), start);
        if (char.IsAsciiLetter(Current) || Current == '_')
            return new ExpressionToken(TokenKind.Name, Take(c => char.IsAsciiLetterOrDigit(c) || c == '_'), null, start);
        if (char.IsAsciiDigit(Current) || (Current == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
            return Number();
        foreach (var symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) != 0)
                continue;
            _position += symbol.Length;
            return new ExpressionToken(TokenKind.Symbol, symbol, null, start);
        }
        throw new ExpressionException($"unexpected character '{Current}' at {start}");
    }

    private void SkipBlanks()
    {
        while (char.IsWhiteSpace(Current) || string.CompareOrdinal(text, _position, "//", 0, 2) == 0)
        {
            if (Current == '/')
                Take(c => c != '\n');
            else
                _position++;
        }
    }

    private string Take(Func<char, bool> belongs)
    {
        var start = _position;
        while (_position < text.Length && belongs(text[_position]))
            _position++;
        return text[start.._position];
    }

    private ExpressionToken Number()
    {
        var start = _position;
        if (string.CompareOrdinal(text, start, "0x", 0, 2) == 0 || string.CompareOrdinal(text, start, "0X", 0, 2) == 0)
        {
            _position += 2;
            return Integer(Take(char.IsAsciiHexDigit), NumberStyles.AllowHexSpecifier, start);
        }
        var digits = Take(char.IsAsciiDigit);
        if (Current != '.' && Current is not ('e' or 'E'))
            return Integer(digits, NumberStyles.None, start);
        if (Current == '.')
        {
            _position++;
            Take(char.IsAsciiDigit);
        }
        if (Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
                _position++;
            Take(char.IsAsciiDigit);
        }
        return double.TryParse(text[start.._position], NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            ? new ExpressionToken(TokenKind.Real, "", real, start)
            : throw new ExpressionException($"not a number at {start}");
    }

    private ExpressionToken Integer(string digits, NumberStyles style, int start)
    {
        if (!long.TryParse(digits, style, CultureInfo.InvariantCulture, out var integer))
            throw new ExpressionException($"not a number of 64 bits at {start}");
        if (Current is 'u' or 'U')
            _position++;
        return new ExpressionToken(TokenKind.Integer, "", integer, start);
    }

    private (bool IsRaw, string Quote)? QuoteAhead()
    {
        var isRaw = Current is 'r' or 'R' && _position + 1 < text.Length && text[_position + 1] is '"' or '\'';
        var start = isRaw ? _position + 1 : _position;
        if (text[start] is not ('"' or '\''))
            return null;
        var triple = new string(text[start], 3);
        return (isRaw, string.CompareOrdinal(text, start, triple, 0, 3) == 0 ? triple : triple[..1]);
    }

    private string String(bool isRaw, string quote)
    {
        var start = _position;
        _position += quote.Length + (isRaw ? 1 : 0);
        var value = new StringBuilder();
        while (string.CompareOrdinal(text, _position, quote, 0, quote.Length) != 0)
        {
            if (_position >= text.Length || (quote.Length == 1 && Current is '\n' or '\r'))
                throw new ExpressionException($"the string at {start} does not end");
            if (Current == '\\' && !isRaw)
                value.Append(Escape());
            else
                value.Append(text[_position++]);
        }
        _position += quote.Length;
        return value.ToString();
    }

    private string Escape()
    {
        var start = _position++;
        var letter = Current;
        _position++;
        return letter switch
        {
            'a' => "\a",
            'b' => "\b",
            'f' => "\f",
            'n' => "\n",
            'r' => "\r",
            't' => "\t",
            'v' => "\v",
            '\\' or '?' or '"' or '\'' or '`' => letter.ToString(),
            'x' or 'X' => CodePoint(2, 16, start),
            'u' => CodePoint(4, 16, start),
            'U' => CodePoint(8, 16, start),
            >= '0' and <= '3' => Octal(start),
            _ => throw new ExpressionException($"unknown escape at {start}"),
        };
    }

    private string Octal(int start)
    {
        _position--;
        return CodePoint(3, 8, start);
    }

    private string CodePoint(int digits, int radix, int start)
    {
        var number = 0L;
        for (var i = 0; i < digits; i++, _position++)
        {
            var digit = char.IsAsciiHexDigit(Current) ? Convert.ToInt32(Current.ToString(), 16) : radix;
            if (digit >= radix)
                throw new ExpressionException($"unknown escape at {start}");
            number = (number * radix) + digit;
        }
        return number <= 0x10FFFF && Rune.IsValid((int)number) ? new Rune((int)number).ToString() : throw new ExpressionException($"unknown escape at {start}");
    }
}
