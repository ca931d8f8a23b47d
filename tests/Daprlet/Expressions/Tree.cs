namespace DaprShop.Tests.Daprlet.Expressions;

/// <summary>An expression whose value is known without the text: a number, a yes or no, or null where it cannot be answered.</summary>
/// <param name="Rank">How strongly it binds, from 0; brackets bind strongest.</param>
internal abstract record Tree(int Rank)
{
    private const int Strongest = 7;

    private static readonly string[][] Operators = [[], ["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">="], ["+", "-"], ["*", "/", "%"]];

    /// <summary>A number, or null.</summary>
    public virtual long? Number => null;

    /// <summary>A yes or no, or null.</summary>
    public virtual bool? Flag => null;

    /// <summary>The expression with no brackets but those without which it would be another.</summary>
    public abstract string Text { get; }

    /// <summary>A condition of any form, so many levels deep.</summary>
    public static Tree AnyFlag(Random random, int depth) => depth == 0 ? new Literal(random.Next(2) == 0 ? "true" : "false") : random.Next(8) switch
    {
        0 => new Not(AnyFlag(random, depth - 1)),
        1 => new Choice(AnyFlag(random, depth - 1), AnyFlag(random, depth - 1), AnyFlag(random, depth - 1)),
        2 or 3 => Any(random, 3, AnyNumber(random, depth - 1), AnyNumber(random, depth - 1)),
        4 => new Operation(random.Next(2) == 0 ? "==" : "!=", 3, AnyFlag(random, depth - 1), AnyFlag(random, depth - 1)),
        var kind => Any(random, kind % 2 + 1, AnyFlag(random, depth - 1), AnyFlag(random, depth - 1)),
    };

    private static Tree AnyNumber(Random random, int depth) => depth == 0 || random.Next(4) == 0
        ? new Literal($"{random.Next(6)}")
        : Any(random, random.Next(4, 6), AnyNumber(random, depth - 1), AnyNumber(random, depth - 1));

    private static Operation Any(Random random, int rank, Tree left, Tree right) => new(Operators[rank][random.Next(Operators[rank].Length)], rank, left, right);

    private string Within(int rank) => Rank >= rank ? Text : $"({Text})";

    private sealed record Literal(string Written) : Tree(Strongest)
    {
        public override long? Number => long.TryParse(Written, out var number) ? number : null;

        public override bool? Flag => bool.TryParse(Written, out var flag) ? flag : null;

        public override string Text => Written;
    }

    private sealed record Not(Tree Operand) : Tree(6)
    {
        public override bool? Flag => !Operand.Flag;

        public override string Text => $"!{Operand.Within(6)}";
    }

    private sealed record Choice(Tree Condition, Tree Yes, Tree No) : Tree(0)
    {
        public override bool? Flag => Condition.Flag switch
        {
            true => Yes.Flag,
            false => No.Flag,
            null => null,
        };

        public override string Text => $"{Condition.Within(1)} ? {Yes.Within(1)} : {No.Within(0)}";
    }

    // Operators of one rank bind from left to right.
    private sealed record Operation(string Symbol, int Rank, Tree Left, Tree Right) : Tree(Rank)
    {
        public override long? Number => Symbol switch
        {
            "+" => Left.Number + Right.Number,
            "-" => Left.Number - Right.Number,
            "*" => Left.Number * Right.Number,
            "/" => Right.Number == 0 ? null : Left.Number / Right.Number,
            "%" => Right.Number == 0 ? null : Left.Number % Right.Number,
            _ => null,
        };

        // One side may decide for both, even where the other has no answer.
        public override bool? Flag => Symbol switch
        {
            "&&" => Left.Flag & Right.Flag,
            "||" => Left.Flag | Right.Flag,
            _ when Rank == 3 && Order is { } order => Holds(order),
            _ => null,
        };

        public override string Text => $"{Left.Within(Rank)} {Symbol} {Right.Within(Rank + 1)}";

        private int? Order => (Left.Number, Right.Number, Left.Flag, Right.Flag) switch
        {
            ({ } left, { } right, _, _) => left.CompareTo(right),
            (_, _, { } left, { } right) => left.CompareTo(right),
            _ => null,
        };

        private bool Holds(int order) => Symbol switch
        {
            "==" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }
}
