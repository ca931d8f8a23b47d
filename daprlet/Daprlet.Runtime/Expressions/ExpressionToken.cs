namespace Daprlet.Expressions;

internal enum TokenKind
{
    Name,
    Text,
    Integer,
    Real,
    Symbol,
    End,
}

/// <summary>A word of an expression.</summary>
/// <param name="Value">The text of a string, the number of a number; null for other kinds.</param>
/// <param name="Position">Where it begins, in characters from 0.</param>
internal readonly record struct ExpressionToken(TokenKind Kind, string Text, object? Value, int Position)
{
    /// <summary>Whether it is the number that counts behind a minus alone.</summary>
    public bool IsLeast { get; init; }

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
