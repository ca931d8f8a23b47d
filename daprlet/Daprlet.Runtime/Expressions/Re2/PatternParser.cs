namespace Daprlet.Expressions.Re2;

/// <summary>
/// Reads RE2's syntax as Go's regexp does: no backreferences, nothing that looks around, ASCII classes, <c>$</c> at the end of the text alone. Greed and
/// captures make no difference to whether a text matches, and are read over.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 1000;

    private readonly PatternCursor _cursor;
    private PatternFlags _flags;
    private int _depth;

    private PatternParser(string pattern) => _cursor = new PatternCursor(pattern);

    /// <exception cref="FormatException">The text is no pattern; the message has Go's words.</exception>
    public static Node Parse(string pattern)
    {
        var parser = new PatternParser(pattern);
        var node = parser.Choice();
        return parser._cursor.Current == PatternCursor.End ? node : throw parser._cursor.Problem("unexpected )");
    }

    private Node.Choice Choice()
    {
        if (++_depth > MaxDepth)
            throw _cursor.Problem("expression nests too deeply");
        var parts = new List<Node>();
        do
            parts.Add(Sequence());
        while (_cursor.Accept("|"));
        _depth--;
        return new Node.Choice(parts);
    }

    private Node.Sequence Sequence()
    {
        var parts = new List<Node>();
        int? repeatedAt = null;
        while (_cursor.Current is not (PatternCursor.End or '|' or ')'))
        {
            var start = _cursor.At;
            if (Repetition.TryRead(_cursor) is { } repetition)
            {
                Repeat(parts, repetition, start, repeatedAt);
                repeatedAt = start;
            }
            else
            {
                parts.AddRange(Atoms());
                repeatedAt = null;
            }
        }
        return new Node.Sequence(parts);
    }

    /// <summary>Repeats the last of the parts.</summary>
    /// <param name="repeatedAt">Where the operator stands, if the last thing that was read is one.</param>
    private void Repeat(List<Node> parts, Repetition repetition, int start, int? repeatedAt)
    {
        if (repeatedAt is { } before)
            throw _cursor.Problem("invalid nested repetition operator", before);
        if (parts.Count == 0)
            throw _cursor.Problem("missing argument to repetition operator", start);
        parts[^1] = new Node.Repeat(parts[^1], repetition);
        if (parts[^1].Copies > Repetition.Limit)
            throw _cursor.Problem("invalid repeat count", start);
    }

    /// <summary>What comes next: a part, several in a quotation, or none where there are flags.</summary>
    private Node[] Atoms()
    {
        var start = _cursor.At;
        switch (_cursor.Read())
        {
            case '(':
                return Group(start);
            case '^':
                return [new Node.Assert(_flags.MultiLine ? Assertion.LineStart : Assertion.TextStart)];
            case '$':
                return [new Node.Assert(_flags.MultiLine ? Assertion.LineEnd : Assertion.TextEnd)];
            case '.':
                return [new Node.Runes(_flags.DotAll ? RuneSet.All : RuneSet.NotNewLine)];
            case '[':
                return [new Node.Runes(new ClassParser(_cursor, _flags).Read(start))];
            case '\\':
                return Escaped(start);
            case var rune:
                return [Literal(rune)];
        }
    }

    private Node[] Group(int start)
    {
        var outside = _flags;
        if (_cursor.Accept("?") && !GroupOpening.Read(_cursor, start, ref _flags))
            return [];
        var choice = Choice();
        if (!_cursor.Accept(")"))
            throw _cursor.Problem("missing closing )");
        _flags = outside;
        return [choice];
    }

    private Node[] Escaped(int start)
    {
        switch (_cursor.Read())
        {
            case 'A':
                return [new Node.Assert(Assertion.TextStart)];
            case 'z':
                return [new Node.Assert(Assertion.TextEnd)];
            case 'b':
                return [new Node.Assert(Assertion.WordBoundary)];
            case 'B':
                return [new Node.Assert(Assertion.NoWordBoundary)];
            case 'Q':
                var quoted = _cursor.ReadThrough(@"\E") ?? _cursor.ReadToEnd();
                return [.. quoted.EnumerateRunes().Select(rune => Literal(rune.Value))];
            default:
                _cursor.At = start;
                return [new ClassParser(_cursor, _flags).TryReadEscaped() is { } set ? new Node.Runes(set) : Literal(EscapedCharacter.Read(_cursor))];
        }
    }

    private Node.Runes Literal(int rune) => new(_flags.Apply(RuneSet.Of((rune, rune))));
}
