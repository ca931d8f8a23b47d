namespace Daprlet.Expressions;

/// <summary>A text is not an expression, or an expression cannot be answered.</summary>
public sealed class ExpressionException(string message) : Exception(message)
{
    /// <summary>An expression asks for a variable that there is not.</summary>
    public static ExpressionException NoSuchVariable(string name) => new($"undeclared reference to '{name}'");
}
