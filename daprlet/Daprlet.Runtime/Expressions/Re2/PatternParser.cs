using System.Text;

namespace Daprlet.Expressions.Re2;

/// <summary>
/// Reads RE2's syntax as Go's regexp does: no backreferences, nothing that looks around, ASCII classes, <c>$</c> at the end of the text alone. Greed and
/// captures make no difference to whether a text matches, and are read over.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 1000;
    private const int MaxRepeat = 1000;
    private const int End = -1;

    private readonly string _pattern;
    private readonly int[] _runes;
    private readonly HashSet<string> _names = [];
    private int _at;
    private int _depth;
    private bool _ignoreCase;
    private bool _multiLine;
    private bool _dotAll;

    private PatternParser(string pattern)
    {
        _pattern = pattern;
        _runes = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];
    }

    private int Current => _at < _runes.Length ? _runes[_at] : End;

    /// <exception cref="FormatException">The text is no pattern; the message has Go's words.</exception>
    public static Node Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.Choice();
        return parser.Current == End ? node : throw Problem("unexpected )", pattern);
    }

    private static FormatException Problem(string problem, string where) => new($"error parsing regexp: {problem}: `{where}`");

    private FormatException Problem(string problem, int from) => Problem(problem, Text(from, _at));

    private string Text(int from, int to)
    {
        var text = new StringBuilder();
        foreach (var rune in _runes[from..Math.Min(to, _runes.Length)])
            text.Append(new Rune(rune));
        return text.ToString();
    }

    private bool Accept(char rune)
    {
        if (Current != rune)
            return false;
        _at++;
        return true;
    }

    private Node Choice()
    {
        if (++_depth > MaxDepth)
            throw Problem("expression nests too deeply", _pattern);
        var parts = new List<Node>();
        do
        {
            parts.Add(Sequence());
        }
        while (Accept('|'));
        _depth--;
        return parts.Count == 1 ? parts[0] : new Node.Choice(parts);
    }

    private Node.Sequence Sequence()
    {
        var parts = new List<Node>();
        while (Current is not (End or '|' or ')'))
        {
            var start = _at;
            if (Atom() is not { } atom)
                continue;
            parts.AddRange(atom[..^1]);
            parts.Add(Repeated(atom[^1], start));
        }
        return new Node.Sequence(parts);
    }

    /// <summary>The next thing that can be repeated, behind others if it is a quotation; null where there was none, such as flags.</summary>
    private Node[]? Atom()
    {
        var start = _at;
        var rune = Current;
        _at++;
        switch (rune)
        {
            case '(':
                return Group(start) is { } group ? [group] : null;
            case '^':
                return [new Node.Assert(_multiLine ? Assertion.LineStart : Assertion.TextStart)];
            case '$':
                return [new Node.Assert(_multiLine ? Assertion.LineEnd : Assertion.TextEnd)];
            case '.':
                return [new Node.Runes(_dotAll ? RuneSet.All : RuneSet.NotNewLine)];
            case '[':
                return [new Node.Runes(new ClassParser(_pattern, _runes, _ignoreCase).Parse(ref _at))];
            case '*' or '+' or '?':
                throw Problem("missing argument to repetition operator", start);
            case '{' when TryCount(ref _at) is not null:
                throw Problem("missing argument to repetition operator", start);
            case '\\':
                return Escaped(start);
            default:
                return [Literal(rune)];
        }
    }

    private Node.Runes Literal(int rune) => new(_ignoreCase ? CaseFolding.Fold(RuneSet.Of((rune, rune))) : RuneSet.Of((rune, rune)));

    private Node[]? Escaped(int start)
    {
        switch (Current)
        {
            case 'A':
                _at++;
                return [new Node.Assert(Assertion.TextStart)];
            case 'z':
                _at++;
                return [new Node.Assert(Assertion.TextEnd)];
            case 'b':
                _at++;
                return [new Node.Assert(Assertion.WordBoundary)];
            case 'B':
                _at++;
                return [new Node.Assert(Assertion.NoWordBoundary)];
            case 'Q':
                _at++;
                return Quotation();
            default:
                _at = start;
                var classes = new ClassParser(_pattern, _runes, _ignoreCase);
                return [classes.TryEscapedClass(ref _at) is { } set ? new Node.Runes(set) : Literal(classes.Escape(ref _at))];
        }
    }

    /// <summary>What stands up to <c>\E</c>, or to the end.</summary>
    private Node[]? Quotation()
    {
        var quoted = new List<Node>();
        while (Current != End)
        {
            if (Current == '\\' && _at + 1 < _runes.Length && _runes[_at + 1] == 'E')
            {
                _at += 2;
                break;
            }
            quoted.Add(Literal(_runes[_at++]));
        }
        return quoted.Count == 0 ? null : [.. quoted];
    }

    private Node Repeated(Node atom, int start)
    {
        var operatorAt = _at;
        if (TryRepetition() is not { } count)
            return atom;
        if (count.Min > MaxRepeat || count.Max > MaxRepeat || (count.Max >= 0 && count.Min > count.Max))
            throw Problem("invalid repeat count", operatorAt);
        Accept('?');
        var next = _at;
        if (TryRepetition() is not null)
            throw Problem("invalid nested repetition operator", operatorAt);
        _at = next;
        var repeat = new Node.Repeat(atom, count.Min, count.Max);
        return Copies(repeat) <= MaxRepeat ? repeat : throw Problem("invalid repeat count", start);
    }

    /// <summary>How often the innermost part stands there when every count is written out.</summary>
    private static long Copies(Node node) => node switch
    {
        Node.Repeat repeat => (repeat.Max >= 0 ? Math.Max(repeat.Max, 1) : Math.Max(repeat.Min, 1)) * Copies(repeat.Part),
        Node.Sequence sequence => sequence.Parts.Select(Copies).DefaultIfEmpty(1).Max(),
        Node.Choice choice => choice.Parts.Max(Copies),
        _ => 1,
    };

    private (int Min, int Max)? TryRepetition()
    {
        if (Accept('*'))
            return (0, -1);
        if (Accept('+'))
            return (1, -1);
        if (Accept('?'))
            return (0, 1);
        var at = _at + 1;
        if (Current != '{' || TryCount(ref at) is not { } count)
            return null;
        _at = at;
        return count;
    }

    /// <summary>What stands behind <c>{</c>, if it is <c>n}</c>, <c>n,}</c> or <c>n,m}</c>; a brace that is none of these stands for itself.</summary>
    private (int Min, int Max)? TryCount(ref int at)
    {
        var next = at;
        if (Number(ref next) is not { } min)
            return null;
        var max = min;
        if (next < _runes.Length && _runes[next] == ',')
        {
            next++;
            max = Number(ref next) ?? -1;
        }
        if (next >= _runes.Length || _runes[next] != '}')
            return null;
        at = next + 1;
        return (min, max);
    }

    private int? Number(ref int at)
    {
        var start = at;
        var number = 0;
        while (at < _runes.Length && _runes[at] is >= '0' and <= '9')
            number = Math.Min((number * 10) + _runes[at++] - '0', MaxRepeat + 1);
        return at == start || (at - start > 1 && _runes[start] == '0') ? null : number;
    }

    /// <summary>A group, or null for flags that count from here on.</summary>
    private Node? Group(int start)
    {
        var flags = (_ignoreCase, _multiLine, _dotAll);
        if (Accept('?') && !Opening(start))
            return null;
        var node = Choice();
        if (!Accept(')'))
            throw Problem("missing closing )", _pattern);
        (_ignoreCase, _multiLine, _dotAll) = flags;
        return node;
    }

    /// <summary>What stands behind <c>(?</c>: a name, or flags. Answers whether a group begins.</summary>
    private bool Opening(int start)
    {
        if (Current == '<' || (Current == 'P' && _at + 1 < _runes.Length && _runes[_at + 1] == '<'))
        {
            _at += Current == 'P' ? 2 : 1;
            Name(start);
            return true;
        }
        var (on, any) = (true, false);
        while (true)
        {
            var flag = Current;
            _at++;
            switch (flag)
            {
                case 'i':
                    (_ignoreCase, any) = (on, true);
                    break;
                case 'm':
                    (_multiLine, any) = (on, true);
                    break;
                case 's':
                    (_dotAll, any) = (on, true);
                    break;
                case 'U':
                    any = true;
                    break;
                case '-' when on:
                    (on, any) = (false, false);
                    break;
                case ':' when on || any:
                    return true;
                case ')' when on || any:
                    return false;
                default:
                    throw Problem("invalid or unsupported Perl syntax", start);
            }
        }
    }

    private void Name(int start)
    {
        var name = "";
        while (Current is not (End or '>'))
            name += new Rune(_runes[_at++]);
        if (!Accept('>') || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw Problem("invalid named capture", start);
        if (!_names.Add(name))
            throw Problem("duplicate capture group name", name);
    }
}
