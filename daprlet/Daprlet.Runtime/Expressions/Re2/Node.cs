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
    /// <summary>How often the innermost part stands there when every count is written out.</summary>
    public virtual int Copies => 1;

    /// <summary>One code point of a set.</summary>
    public sealed record Runes(RuneSet Set) : Node;

    public sealed record Assert(Assertion Assertion) : Node;

    /// <summary>One after the other; none is the empty text.</summary>
    public sealed record Sequence(IReadOnlyList<Node> Parts) : Node
    {
        public override int Copies { get; } = Parts.Select(part => part.Copies).DefaultIfEmpty(1).Max();
    }

    public sealed record Choice(IReadOnlyList<Node> Parts) : Node
    {
        public override int Copies { get; } = Parts.Max(part => part.Copies);
    }

    public sealed record Repeat(Node Part, Repetition Count) : Node
    {
        /// <summary>What stands there no times at all counts for nothing.</summary>
        public override int Copies { get; } = Count.Max == 0 ? 1 : Part.Copies * Math.Max(1, Math.Max(Count.Min, Count.Max));
    }
}
