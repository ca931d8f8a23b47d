namespace Daprlet.Expressions.Re2;

/// <summary>Reads classes of characters.</summary>
internal sealed class ClassParser(PatternCursor cursor, PatternFlags flags)
{
    /// <summary>What stands behind <c>[</c>, with the closing bracket.</summary>
    /// <param name="start">Where the bracket stands.</param>
    /// <exception cref="FormatException">It is no class.</exception>
    public RuneSet Read(int start)
    {
        var isNegated = cursor.Accept("^");
        var set = RuneSet.Of();
        do
            set = set.Union(TryReadPosix() ?? TryReadEscaped() ?? flags.Apply(Range(start)));
        while (!cursor.Accept("]"));
        return isNegated ? set.Negate() : set;
    }

    /// <summary>A class such as <c>\d</c> or <c>\p{Lu}</c>. Where there is none, null: nothing is read.</summary>
    /// <exception cref="FormatException">There is no such class.</exception>
    public RuneSet? TryReadEscaped()
    {
        var start = cursor.At;
        if (cursor.Accept(@"\p") || cursor.Accept(@"\P"))
            return Unicode(start, cursor.Since(start) == @"\P");
        if (cursor.Accept(@"\") && NamedClasses.FindPerl(cursor.Read()) is var (set, isNegated))
            return Applied(set, isNegated);
        cursor.At = start;
        return null;
    }

    private RuneSet? TryReadPosix()
    {
        var start = cursor.At;
        if (cursor.Accept("[:") && cursor.ReadThrough(":]") is { } name)
        {
            var isNegated = name.StartsWith('^');
            return Applied(NamedClasses.FindPosix(isNegated ? name[1..] : name) ?? throw NoSuchClass(start), isNegated);
        }
        cursor.At = start;
        return null;
    }

    private RuneSet Unicode(int start, bool isNegated)
    {
        var name = ReadName() ?? throw NoSuchClass(start);
        if (name.StartsWith('^'))
            (isNegated, name) = (!isNegated, name[1..]);
        return Applied(UnicodeClasses.Find(name) ?? throw NoSuchClass(start), isNegated);
    }

    /// <summary>What stands between braces, or a single letter; null for a brace that nothing closes.</summary>
    private string? ReadName()
    {
        var start = cursor.At;
        if (!cursor.Accept("{"))
        {
            cursor.Read();
            return cursor.Since(start);
        }
        var name = cursor.ReadThrough("}");
        if (name is null)
            cursor.ReadToEnd();
        return name;
    }

    /// <summary>A class is negated after the other cases have come to it: nothing is in a class and in its opposite.</summary>
    private RuneSet Applied(RuneSet set, bool isNegated) => isNegated ? flags.Apply(set).Negate() : flags.Apply(set);

    private RuneSet Range(int classStart)
    {
        var start = cursor.At;
        var first = Character(classStart);
        if (cursor.Is("-]") || !cursor.Accept("-"))
            return RuneSet.Of((first, first));
        var last = Character(classStart);
        return first <= last ? RuneSet.Of((first, last)) : throw NoSuchClass(start);
    }

    private int Character(int classStart)
    {
        if (cursor.Is(@"\"))
            return EscapedCharacter.Read(cursor);
        var rune = cursor.Read();
        return rune != PatternCursor.End ? rune : throw cursor.Problem("missing closing ]", classStart);
    }

    private FormatException NoSuchClass(int start) => cursor.Problem("invalid character class range", start);
}
