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

    private char Current => At(0);

    private char At(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private bool IsAhead(string word) => text.AsSpan(_position).StartsWith(word);

    private ExpressionToken Next()
    {
        SkipBlanks();
        var start = _position;
        if (start == text.Length)
            return new ExpressionToken(TokenKind.End, "", null, start);
        if (QuoteAhead() is { } quoted)
            return Literal(new ExpressionStringScanner(text).Scan(quoted, ref _position), start);
        if (char.IsAsciiLetter(Current) || Current == '_')
            return Word(Take(c => char.IsAsciiLetterOrDigit(c) || c == '_'), start);
        if (char.IsAsciiDigit(Current) || (Current == '.' && char.IsAsciiDigit(At(1))))
            return Number();
        if (Symbols.FirstOrDefault(IsAhead) is not { } symbol)
            throw new ExpressionException($"unexpected character '{Current}' at {start}");
        _position += symbol.Length;
        return new ExpressionToken(TokenKind.Symbol, symbol, null, start);
    }

    private static ExpressionToken Literal(object? value, int start) => new(TokenKind.Literal, "", value, start);

    /// <summary>A name, unless the language has made something else of the word.</summary>
    private static ExpressionToken Word(string word, int start) => word switch
    {
        "true" => Literal(true, start),
        "false" => Literal(false, start),
        "null" => Literal(null, start),
        "in" => new ExpressionToken(TokenKind.Symbol, word, null, start),
        _ => new ExpressionToken(TokenKind.Name, word, null, start),
    };

    private void SkipBlanks()
    {
        do
            Take(c => c is ' ' or '\t' or '\n' or '\r' or '\f');
        while (TakeComment());
    }

    private bool TakeComment() => IsAhead("//") && Take(c => c != '\n').Length > 0;

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
        if (IsAhead("0x"))
        {
            _position += 2;
            return Integer(Take(char.IsAsciiHexDigit), NumberStyles.AllowHexSpecifier, start);
        }
        var digits = Take(char.IsAsciiDigit);
        var hasFraction = TakeFraction();
        var hasExponent = TakeExponent();
        if (!hasFraction && !hasExponent)
            return Integer(digits, NumberStyles.None, start);
        var real = double.Parse(text.AsSpan(start, _position - start), CultureInfo.InvariantCulture);
        return double.IsFinite(real) ? Literal(real, start) : throw TooLarge(start);
    }

    /// <summary>A point without a digit behind it is no part of the number.</summary>
    private bool TakeFraction()
    {
        if (Current != '.' || !char.IsAsciiDigit(At(1)))
            return false;
        _position++;
        Take(char.IsAsciiDigit);
        return true;
    }

    /// <summary>An <c>e</c> without a digit behind it, or behind the sign behind it, is no part of the number.</summary>
    private bool TakeExponent()
    {
        var digits = At(1) is '+' or '-' ? 2 : 1;
        if (Current is not ('e' or 'E') || !char.IsAsciiDigit(At(digits)))
            return false;
        _position += digits;
        Take(char.IsAsciiDigit);
        return true;
    }

    private ExpressionToken Integer(string digits, NumberStyles style, int start)
    {
        var isRead = ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var number);
        var isUnsigned = Current is 'u' or 'U';
        if (!isRead || (!isUnsigned && number > MaxMagnitude))
            throw TooLarge(start);
        if (isUnsigned)
            _position++;
        // The least number of 64 bits has one more than the greatest: behind a minus the parser takes it.
        var isLeast = !isUnsigned && number == MaxMagnitude;
        return Literal(isUnsigned || isLeast ? number : (long)number, start) with { IsLeast = isLeast };
    }

    private static ExpressionException TooLarge(int start) => new($"not a number of 64 bits at {start}");

    /// <summary>How a string begins here, if one does: <c>b</c> for bytes and then <c>r</c> for raw may stand before it.</summary>
    private StringStart? QuoteAhead()
    {
        var isBytes = Current is 'b' or 'B';
        var isRaw = At(isBytes ? 1 : 0) is 'r' or 'R';
        var prefix = (isBytes ? 1 : 0) + (isRaw ? 1 : 0);
        var quote = At(prefix);
        if (quote is not ('"' or '\''))
            return null;
        var triple = new string(quote, 3);
        return new StringStart(isRaw, isBytes, text.AsSpan(_position + prefix).StartsWith(triple) ? triple : triple[..1], prefix);
    }
}
