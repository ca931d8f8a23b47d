using System.Text.Json;

namespace Daprlet.Expressions;

/// <summary>
/// A node of an expression. Values are null, bool, long, ulong, double, string, <see cref="ExpressionBytes"/>, <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/>, <see cref="ExpressionType"/>,
/// <see cref="IReadOnlyList{T}"/>, <see cref="IReadOnlyDictionary{TKey, TValue}"/>, and objects and arrays of variables as they came, <see cref="JsonElement"/>.
/// </summary>
internal abstract record Expression
{
    /// <exception cref="ExpressionException">The variables do not have what the expression needs.</exception>
    public abstract object? Evaluate(Variables variables);
}

internal sealed record Literal(object? Value) : Expression
{
    public override object? Evaluate(Variables variables) => Value;
}

internal sealed record Variable(string Name) : Expression
{
    public override object? Evaluate(Variables variables) => ExpressionValues.Of(variables(Name));
}

internal sealed record ListLiteral(IReadOnlyList<Expression> Items) : Expression
{
    public override object? Evaluate(Variables variables) => Items.Select(item => item.Evaluate(variables)).ToList();
}

internal sealed record MapLiteral(IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression
{
    public override object? Evaluate(Variables variables)
    {
        var map = new Dictionary<object, object?>();
        foreach (var (key, value) in Entries)
            map[key.Evaluate(variables) ?? throw new ExpressionException("null is no key")] = value.Evaluate(variables);
        return map;
    }
}

internal sealed record Select(Expression Target, string Name) : Expression
{
    public override object? Evaluate(Variables variables) =>
        ExpressionValues.TryEntry(Target.Evaluate(variables), Name, out var value) ? value : throw new ExpressionException($"no such member: {Name}");

    /// <summary>Whether the member is there; what it would be a member of must be, and be no list, whose elements have no names.</summary>
    public bool Exists(Variables variables)
    {
        var target = Target.Evaluate(variables);
        return ExpressionValues.Items(target) is null ? ExpressionValues.TryEntry(target, Name, out _) : throw new ExpressionException("a list has no members");
    }
}

internal sealed record Element(Expression Target, Expression Key) : Expression
{
    public override object? Evaluate(Variables variables) => ExpressionValues.Element(Target.Evaluate(variables), Key.Evaluate(variables));
}

internal sealed record Unary(Expression Operand, Func<object?, object?> Operator) : Expression
{
    public override object? Evaluate(Variables variables) => Operator(Operand.Evaluate(variables));
}

internal sealed record Binary(Expression Left, Expression Right, Func<object?, object?, object?> Operator) : Expression
{
    public override object? Evaluate(Variables variables) => Operator(Left.Evaluate(variables), Right.Evaluate(variables));
}

internal sealed record Call(IReadOnlyList<Expression> Arguments, Func<object?[], object?> Function) : Expression
{
    public override object? Evaluate(Variables variables) => Function([.. Arguments.Select(argument => argument.Evaluate(variables))]);
}

internal sealed record Existence(Select Member) : Expression
{
    public override object? Evaluate(Variables variables) => Member.Exists(variables);
}

internal sealed record Choice(Expression Condition, Expression Yes, Expression No) : Expression
{
    public override object? Evaluate(Variables variables) => ExpressionValues.Bool(Condition.Evaluate(variables)) ? Yes.Evaluate(variables) : No.Evaluate(variables);
}

/// <summary>
/// <c>||</c> (decided by true) and <c>&amp;&amp;</c> (decided by false). A side that decides makes up for one that cannot be answered,
/// whichever of the two comes first (CEL, logical operators).
/// </summary>
internal sealed record Either : Expression
{
    private readonly Expression _left;
    private readonly Expression _right;
    private readonly bool _decisive;

    public Either(Expression left, Expression right, bool decisive)
    {
        _left = left;
        _right = right;
        _decisive = decisive;
    }

    public override object? Evaluate(Variables variables)
    {
        ExpressionException? problem = null;
        foreach (var side in (ReadOnlySpan<Expression>)[_left, _right])
        {
            try
            {
                if (ExpressionValues.Bool(side.Evaluate(variables)) == _decisive)
                    return _decisive;
            }
            catch (ExpressionException e)
            {
                problem ??= e;
            }
        }
        return problem is null ? !_decisive : throw problem;
    }
}
