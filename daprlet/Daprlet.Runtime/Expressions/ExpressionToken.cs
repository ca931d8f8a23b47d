namespace Daprlet.Expressions;

internal enum TokenKind
{
    Name,
    Literal,
    Symbol,
    End,
}

/// <summary>A word of an expression.</summary>
/// <param name="Text">The name or the symbol; empty for other kinds.</param>
/// <param name="Value">What a literal stands for; null for other kinds, and for <c>null</c>.</param>
/// <param name="Position">Where it begins, in characters from 0.</param>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, object? Value, int Position)
{
    /// <summary>Whether it is the number that counts behind a minus alone.</summary>
    public bool IsLeast { get; init; }

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
