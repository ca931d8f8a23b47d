namespace Daprlet.Expressions.Re2;

/// <summary>What must be so between two characters.</summary>
internal enum Assertion
{
    TextStart,
    TextEnd,
    LineStart,
    LineEnd,
    WordBoundary,
    NoWordBoundary,
}

/// <summary>A part of a pattern.</summary>
internal abstract record Node
{
    /// <summary>One code point of a set.</summary>
    public sealed record Runes(RuneSet Set) : Node;

    public sealed record Assert(Assertion Assertion) : Node;

    /// <summary>One after the other; none is the empty text.</summary>
    public sealed record Sequence(IReadOnlyList<Node> Parts) : Node;

    public sealed record Choice(IReadOnlyList<Node> Parts) : Node;

    /// <param name="Max">-1 for any number.</param>
    public sealed record Repeat(Node Part, int Min, int Max) : Node;
}
