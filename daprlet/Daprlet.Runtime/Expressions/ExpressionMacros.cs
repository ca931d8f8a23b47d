namespace Daprlet.Expressions;

/// <summary>CEL's macros over lists and the keys of maps: <c>all</c>, <c>exists</c>, <c>exists_one</c>, <c>filter</c>, <c>map</c>.</summary>
internal static class ExpressionMacros
{
    public static bool IsMacro(string name) => name is "all" or "exists" or "exists_one" or "filter" or "map";

    /// <summary>A macro on a value, <c>x.exists(item, item > 1)</c>.</summary>
    /// <exception cref="ExpressionException">The first argument is no name, or the number of arguments is wrong.</exception>
    public static Expression Create(Expression range, string macro, IReadOnlyList<Expression> arguments) => (macro, arguments) switch
    {
        ("all", [Variable name, var condition]) => new Quantifier(range, name.Name, condition, decisive: false),
        ("exists", [Variable name, var condition]) => new Quantifier(range, name.Name, condition, decisive: true),
        ("exists_one", [Variable name, var condition]) => new Binary(
            new Call([new Transformation(range, name.Name, condition, name)], arguments => ExpressionValues.Size(arguments[0])), new Literal(1L), ExpressionOperators.Relation("==")),
        ("filter", [Variable name, var condition]) => new Transformation(range, name.Name, condition, name),
        ("map", [Variable name, var result]) => new Transformation(range, name.Name, new Literal(true), result),
        ("map", [Variable name, var condition, var result]) => new Transformation(range, name.Name, condition, result),
        _ => throw new ExpressionException($"{macro}() needs a name and an expression"),
    };
}

/// <summary>What a macro goes over, with the name that each item has meanwhile.</summary>
internal abstract record Comprehension(Expression Range, string Name) : Expression
{
    /// <summary>An event may bring any list, and macros stand inside macros.</summary>
    private const int MaxItems = 10_000;

    /// <summary>The variables for each item.</summary>
    protected IEnumerable<Variables> Each(Variables variables)
    {
        var items = ExpressionValues.ItemsOrKeys(Range.Evaluate(variables)) ?? throw new ExpressionException("a list or a map expected");
        if (items.Count > MaxItems)
            throw new ExpressionException($"the list has more than {MaxItems} items");
        return items.Select(item => new Variables(name => name == Name ? item : variables(name)));
    }
}

/// <summary><c>exists</c> (decided by true) and <c>all</c> (decided by false). An item that decides makes up for those that cannot be asked.</summary>
internal sealed record Quantifier : Comprehension
{
    private readonly Expression _condition;
    private readonly bool _decisive;

    public Quantifier(Expression range, string name, Expression condition, bool decisive) : base(range, name)
    {
        _condition = condition;
        _decisive = decisive;
    }

    public override object? Evaluate(Variables variables)
    {
        ExpressionException? problem = null;
        foreach (var item in Each(variables))
        {
            try
            {
                if (ExpressionValues.Bool(_condition.Evaluate(item)) == _decisive)
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

/// <summary><c>filter</c> and <c>map</c>: a result for each item that a condition holds for.</summary>
internal sealed record Transformation(Expression Range, string Name, Expression Condition, Expression Result) : Comprehension(Range, Name)
{
    public override object? Evaluate(Variables variables) =>
        Each(variables).Where(item => ExpressionValues.Bool(Condition.Evaluate(item))).Select(Result.Evaluate).ToList();
}
