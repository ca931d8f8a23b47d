namespace Daprlet.Expressions.Re2;

/// <summary>A step of a compiled pattern.</summary>
internal abstract record Instruction
{
    /// <summary>Reads one code point.</summary>
    public sealed record Read(RuneSet Set, int Next) : Instruction;

    public sealed record Check(Assertion Assertion, int Next) : Instruction;

    /// <summary>Goes on in both ways.</summary>
    public sealed record Fork(int First, int Second) : Instruction;

    /// <summary>The pattern has matched.</summary>
    public sealed record Match : Instruction;
}
