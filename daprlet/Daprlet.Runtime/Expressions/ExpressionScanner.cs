using System.Globalization;

namespace Daprlet.Expressions;

/// <summary>Takes the text of an expression apart into its words.</summary>
internal sealed class ExpressionScanner(string text)
{
    private static readonly string[] Symbols = ["||", "&&", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", "(", ")", "[", "]", "{", "}", ",", "."];

    /// <summary>2 to the power of 63, which is a number of 64 bits behind a minus alone.</summary>
    private const ulong MaxMagnitude = 1UL << 63;

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
            return new ExpressionToken(TokenKind.Text, "", new ExpressionStringScanner(text).Scan(quoted, ref _position), start);
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
        var isRead = ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var number);
        var isUnsigned = Current is 'u' or 'U';
        if (!isRead || (!isUnsigned && number > MaxMagnitude))
            throw new ExpressionException($"not a number of 64 bits at {start}");
        if (isUnsigned)
            _position++;
        // The least number of 64 bits has one more than the greatest: behind a minus the parser takes it.
        return new ExpressionToken(TokenKind.Integer, "", isUnsigned || number == MaxMagnitude ? number : (long)number, start) { IsLeast = !isUnsigned && number == MaxMagnitude };
    }

    /// <summary>How a string begins here, if one does: <c>b</c> and <c>r</c> may stand before it in any order and case.</summary>
    private StringStart? QuoteAhead()
    {
        var (isRaw, isBytes, quote) = (false, false, _position);
        for (; quote < text.Length && quote < _position + 2; quote++)
        {
            if (text[quote] is 'r' or 'R' && !isRaw)
                isRaw = true;
            else if (text[quote] is 'b' or 'B' && !isBytes)
                isBytes = true;
            else
                break;
        }
        if (quote >= text.Length || text[quote] is not ('"' or '\''))
            return null;
        var triple = new string(text[quote], 3);
        return new StringStart(isRaw, isBytes, string.CompareOrdinal(text, quote, triple, 0, 3) == 0 ? triple : triple[..1], quote - _position);
    }
}
