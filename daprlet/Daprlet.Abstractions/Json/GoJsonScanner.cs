using System.Buffers;
using System.Text;

namespace Daprlet.Json;

/// <summary>Walks over JSON and stops where Go's scanner does. Each method answers what is wrong, or null.</summary>
internal ref struct GoJsonScanner(ReadOnlySpan<byte> text)
{
    public const string UnexpectedEnd = "unexpected end of JSON input";

    private const int MaxDepth = 10_000;
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    private enum Expected
    {
        Value,
        ValueOrEnd,
        Key,
        KeyOrEnd,
        Colon,
        CommaOrEnd,
    }

    /// <summary>Reads one value, and nothing after it.</summary>
    public string? ReadValue()
    {
        var open = new Stack<byte>();
        var expected = Expected.Value;
        do
        {
            SkipSpace();
            if (_at == _text.Length)
                return UnexpectedEnd;
            if (Read(open, ref expected) is { } error)
                return error;
        }
        while (open.Count > 0);
        return null;
    }

    /// <summary>Reads what may follow a value: space.</summary>
    public string? ReadEnd()
    {
        SkipSpace();
        return _at == _text.Length ? null : Invalid("after top-level value");
    }

    private string? Read(Stack<byte> open, ref Expected expected)
    {
        var next = _text[_at];
        if ((expected == Expected.KeyOrEnd && next == '}') || (expected == Expected.ValueOrEnd && next == ']'))
            return End(open, ref expected);
        switch (expected)
        {
            case Expected.Colon:
                expected = Expected.Value;
                return Take(next == ':', "after object key");
            case Expected.Key or Expected.KeyOrEnd:
                expected = Expected.Colon;
                return Take(next == '"', "looking for beginning of object key string") ?? ReadString();
            case Expected.CommaOrEnd when next == (open.Peek() == '{' ? '}' : ']'):
                return End(open, ref expected);
            case Expected.CommaOrEnd:
                expected = open.Peek() == '{' ? Expected.Key : Expected.Value;
                return Take(next == ',', open.Peek() == '{' ? "after object key:value pair" : "after array element");
            default:
                return next is (byte)'{' or (byte)'[' ? Begin(open, next, ref expected) : ReadScalar(next, ref expected);
        }
    }

    private string? Begin(Stack<byte> open, byte bracket, ref Expected expected)
    {
        _at++;
        open.Push(bracket);
        expected = bracket == '{' ? Expected.KeyOrEnd : Expected.ValueOrEnd;
        return open.Count > MaxDepth ? "exceeded max depth" : null;
    }

    private string? End(Stack<byte> open, ref Expected expected)
    {
        _at++;
        open.Pop();
        expected = Expected.CommaOrEnd;
        return null;
    }

    private string? ReadScalar(byte first, ref Expected expected)
    {
        expected = Expected.CommaOrEnd;
        return first switch
        {
            (byte)'"' => Take(true, "") ?? ReadString(),
            (byte)'t' => ReadLiteral("true"u8),
            (byte)'f' => ReadLiteral("false"u8),
            (byte)'n' => ReadLiteral("null"u8),
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => ReadNumber(),
            _ => Invalid("looking for beginning of value"),
        };
    }

    private string? ReadLiteral(ReadOnlySpan<byte> literal)
    {
        for (var i = 0; i < literal.Length; i++)
        {
            if (_at == _text.Length)
                return UnexpectedEnd;
            if (_text[_at] != literal[i])
                return Invalid($"in literal {Encoding.ASCII.GetString(literal)} (expecting '{(char)literal[i]}')");
            _at++;
        }
        return null;
    }

    /// <summary>Reads a string whose first quote has been read.</summary>
    private string? ReadString()
    {
        for (; _at < _text.Length; _at++)
        {
            if (_text[_at] == '"')
                return Take(true, "");
            if (_text[_at] < ' ')
                return Invalid("in string literal");
            if (_text[_at] == '\\' && ReadEscape() is { } error)
                return error;
        }
        return UnexpectedEnd;
    }

    /// <summary>Reads an escape up to its last byte.</summary>
    private string? ReadEscape()
    {
        if (++_at == _text.Length)
            return UnexpectedEnd;
        if (_text[_at] != 'u')
            return "bfnrt\\/\""u8.Contains(_text[_at]) ? null : Invalid("in string escape code");
        for (var i = 0; i < 4; i++)
        {
            if (++_at == _text.Length)
                return UnexpectedEnd;
            if (!char.IsAsciiHexDigit((char)_text[_at]))
                return Invalid("in \\u hexadecimal character escape");
        }
        return null;
    }

    private string? ReadNumber()
    {
        if (_text[_at] == '-')
            _at++;
        if (_at < _text.Length && _text[_at] == '0')
            _at++;
        else if (ReadDigits("in numeric literal") is { } error)
            return error;
        if (TryTake("."u8) && ReadDigits("after decimal point in numeric literal") is { } afterPoint)
            return afterPoint;
        if (!TryTake("eE"u8))
            return null;
        TryTake("+-"u8);
        return ReadDigits("in exponent of numeric literal");
    }

    private string? ReadDigits(string where)
    {
        if (_at == _text.Length)
            return UnexpectedEnd;
        if (!Digits.Contains(_text[_at]))
            return Invalid(where);
        while (_at < _text.Length && Digits.Contains(_text[_at]))
            _at++;
        return null;
    }

    private bool TryTake(ReadOnlySpan<byte> any)
    {
        if (_at == _text.Length || !any.Contains(_text[_at]))
            return false;
        _at++;
        return true;
    }

    private string? Take(bool isExpected, string where)
    {
        if (!isExpected)
            return Invalid(where);
        _at++;
        return null;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _at++;
    }

    private readonly string Invalid(string where) => $"invalid character {Quoted((char)_text[_at])} {where}";

    private static string Quoted(char character) => character switch
    {
        '\'' => @"'\''",
        '"' => "'\"'",
        _ => $"'{GoQuote.Quote(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(character.ToString())))[1..^1]}'",
    };
}
