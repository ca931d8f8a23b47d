using System.Text.Json;

namespace Daprlet.PubSub.Rules;

/// <summary>
/// A node of a rule. Values are null, bool, long, double, string, <see cref="IReadOnlyList{T}"/>, <see cref="IReadOnlyDictionary{TKey, TValue}"/>,
/// and objects and arrays of the event as they came, <see cref="JsonElement"/>.
/// </summary>
internal abstract record Expression
{
    /// <exception cref="RuleException">The event does not have what the expression needs.</exception>
    public abstract object? Evaluate(JsonElement cloudEvent);
}

internal sealed record Literal(object? Value) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => Value;
}

internal sealed record CloudEventVariable : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => RuleValues.FromJson(cloudEvent);
}

internal sealed record ListLiteral(IReadOnlyList<Expression> Items) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => Items.Select(item => item.Evaluate(cloudEvent)).ToList();
}

internal sealed record MapLiteral(IReadOnlyList<(Expression Key, Expression Value)> Entries) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent)
    {
        var map = new Dictionary<object, object?>();
        foreach (var (key, value) in Entries)
        {
            if (!map.TryAdd(key.Evaluate(cloudEvent) ?? throw new RuleException("null is no key"), value.Evaluate(cloudEvent)))
                throw new RuleException("a key is repeated");
        }
        return map;
    }
}

internal sealed record Select(Expression Target, string Name) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) =>
        RuleValues.TryMember(Target.Evaluate(cloudEvent), Name, out var value) ? value : throw new RuleException($"no such member: {Name}");

    /// <summary>Whether the member is there; what it would be a member of must be.</summary>
    public bool Exists(JsonElement cloudEvent) => RuleValues.TryMember(Target.Evaluate(cloudEvent), Name, out _);
}

internal sealed record Element(Expression Target, Expression Key) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => RuleValues.Element(Target.Evaluate(cloudEvent), Key.Evaluate(cloudEvent));
}

internal sealed record Unary(Expression Operand, Func<object?, object?> Operator) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => Operator(Operand.Evaluate(cloudEvent));
}

internal sealed record Binary(Expression Left, Expression Right, Func<object?, object?, object?> Operator) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => Operator(Left.Evaluate(cloudEvent), Right.Evaluate(cloudEvent));
}

internal sealed record Call(IReadOnlyList<Expression> Arguments, Func<object?[], object?> Function) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => Function([.. Arguments.Select(argument => argument.Evaluate(cloudEvent))]);
}

internal sealed record Existence(Select Member) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => Member.Exists(cloudEvent);
}

internal sealed record Choice(Expression Condition, Expression Yes, Expression No) : Expression
{
    public override object? Evaluate(JsonElement cloudEvent) => RuleValues.Bool(Condition.Evaluate(cloudEvent)) ? Yes.Evaluate(cloudEvent) : No.Evaluate(cloudEvent);
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

    public override object? Evaluate(JsonElement cloudEvent)
    {
        try
        {
            return RuleValues.Bool(_left.Evaluate(cloudEvent)) == _decisive ? _decisive : RuleValues.Bool(_right.Evaluate(cloudEvent));
        }
        catch (RuleException) when (IsDecidedByRight(cloudEvent))
        {
            return _decisive;
        }
    }

    private bool IsDecidedByRight(JsonElement cloudEvent)
    {
        try
        {
            return _right.Evaluate(cloudEvent) is bool right && right == _decisive;
        }
        catch (RuleException)
        {
            return false;
        }
    }
}
