namespace Daprlet.Expressions;

/// <summary>
/// A question in CEL (Common Expression Language, its standard definitions), ready to be asked. Operators
/// <c>?: || &amp;&amp; ! == != &lt; &lt;= &gt; &gt;= in + - * / %</c>, members, elements, lists and maps; <c>has</c>, <c>size</c>,
/// <c>startsWith</c>, <c>endsWith</c>, <c>contains</c>, <c>matches</c>, <c>type</c>, the conversions <c>int</c>, <c>uint</c>, <c>double</c>, <c>bytes</c>, <c>string</c>, <c>bool</c>, <c>dyn</c>,
/// <c>timestamp</c> and <c>duration</c>, the parts of times, and the macros <c>all</c>, <c>exists</c>, <c>exists_one</c>, <c>filter</c>, <c>map</c>.
/// </summary>
public sealed class Condition
{
    /// <summary>The longest text, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    private readonly Expression _expression;

    private Condition(Expression expression) => _expression = expression;

    /// <summary>Compiles a text. Any name may stand for a variable: one that nobody knows is noticed when the condition is asked, as in Dapr.</summary>
    /// <exception cref="ExpressionException">The text is not an expression of the language.</exception>
    public static Condition Compile(string text)
    {
        if (text.Length > MaxLength)
            throw new ExpressionException($"the expression is longer than {MaxLength} characters");
        return new Condition(new ExpressionParser(ExpressionScanner.Scan(text)).Parse());
    }

    /// <summary>Whether the condition holds for these values.</summary>
    /// <exception cref="ExpressionException">It cannot be answered: it reads what is not there, compares what cannot be compared, or says something else than yes or no.</exception>
    public bool Holds(Variables variables) =>
        _expression.Evaluate(name => ExpressionType.Find(name) ?? variables(name)) is bool answer ? answer : throw new ExpressionException("the expression's value is neither true nor false");
}
