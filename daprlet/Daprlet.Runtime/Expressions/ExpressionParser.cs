namespace Daprlet.Expressions;

/// <summary>Builds an expression from its words, by recursive descent over CEL's grammar.</summary>
internal sealed class ExpressionParser(IReadOnlyList<ExpressionToken> tokens)
{
    private const int MaxDepth = 128;

    /// <summary>Words that programming languages have plans for (CEL, syntax).</summary>
    private static readonly HashSet<string> Reserved =
        ["as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"];

    private int _next;
    private int _depth;

    private ExpressionToken Current => tokens[_next];

    /// <exception cref="ExpressionException">The words are not an expression.</exception>
    public Expression Parse()
    {
        var expression = Condition();
        return Current.Kind == TokenKind.End ? expression : throw Unexpected();
    }

    private Expression Condition()
    {
        if (++_depth > MaxDepth)
            throw new ExpressionException($"the expression is nested more than {MaxDepth} levels deep");
        var condition = Or();
        if (Accept("?"))
        {
            var yes = Or();
            Expect(":");
            condition = new Choice(condition, yes, Condition());
        }
        _depth--;
        return condition;
    }

    private Expression Or()
    {
        var left = And();
        while (Accept("||"))
            left = new Either(left, And(), decisive: true);
        return left;
    }

    private Expression And()
    {
        var left = Relation();
        while (Accept("&&"))
            left = new Either(left, Relation(), decisive: false);
        return left;
    }

    private Expression Relation()
    {
        var left = Sum();
        while (AcceptOperator("==", "!=", "<", "<=", ">", ">=", "in") is { } symbol)
            left = new Binary(left, Sum(), ExpressionOperators.Relation(symbol));
        return left;
    }

    private Expression Sum()
    {
        var left = Product();
        while (AcceptOperator("+", "-") is { } symbol)
            left = new Binary(left, Product(), ExpressionOperators.Arithmetic(symbol));
        return left;
    }

    private Expression Product()
    {
        var left = Unary();
        while (AcceptOperator("*", "/", "%") is { } symbol)
            left = new Binary(left, Unary(), ExpressionOperators.Arithmetic(symbol));
        return left;
    }

    private Expression Unary()
    {
        var signs = 0;
        if (Current.Is("!"))
        {
            for (; Accept("!"); signs++) ;
            var operand = Member();
            return signs % 2 == 0 ? new Unary(new Unary(operand, ExpressionOperators.Not), ExpressionOperators.Not) : new Unary(operand, ExpressionOperators.Not);
        }
        for (; Accept("-"); signs++) ;
        if (signs == 1 && Current.IsLeast)
        {
            _next++;
            return new Literal(long.MinValue);
        }
        var value = Member();
        return signs % 2 == 0 ? value : new Unary(value, ExpressionOperators.Negate);
    }

    private Expression Member()
    {
        var value = Primary();
        while (true)
        {
            if (Accept("."))
                value = AfterDot(value);
            else if (Accept("["))
                value = new Element(value, Inside("]"));
            else
                return value;
        }
    }

    private Expression AfterDot(Expression target)
    {
        var name = ExpectName();
        if (!Accept("("))
            return new Select(target, name);
        var arguments = Arguments();
        return ExpressionMacros.IsMacro(name) ? ExpressionMacros.Create(target, name, arguments) : ExpressionFunctions.Method(target, name, arguments);
    }

    private Expression Primary()
    {
        if (Accept("("))
            return Inside(")");
        if (Accept("["))
            return new ListLiteral(Items("]", Condition));
        if (Accept("{"))
            return new MapLiteral(Items("}", Entry));
        if (Current.IsLeast)
            throw new ExpressionException($"not a number of 64 bits at {Current.Position}");
        if (Current.Kind is not (TokenKind.Name or TokenKind.Literal))
            throw Unexpected();
        var token = tokens[_next++];
        return token.Kind == TokenKind.Name ? Named(token) : new Literal(token.Value);
    }

    private Expression Named(ExpressionToken name)
    {
        if (Reserved.Contains(name.Text))
            throw new ExpressionException($"reserved word '{name.Text}' at {name.Position}");
        return Accept("(") ? ExpressionFunctions.Call(name.Text, Arguments()) : new Variable(name.Text);
    }

    private Expression Inside(string close)
    {
        var expression = Condition();
        Expect(close);
        return expression;
    }

    private List<Expression> Arguments()
    {
        var arguments = new List<Expression>();
        if (Accept(")"))
            return arguments;
        do
            arguments.Add(Condition());
        while (Accept(","));
        Expect(")");
        return arguments;
    }

    /// <summary>The items of a list or a map; a comma may follow the last.</summary>
    private List<T> Items<T>(string close, Func<T> item)
    {
        var items = new List<T>();
        while (!Accept(close))
        {
            items.Add(item());
            if (!Current.Is(close))
                Expect(",");
        }
        return items;
    }

    private (Expression Key, Expression Value) Entry()
    {
        var key = Condition();
        Expect(":");
        return (key, Condition());
    }

    private bool Accept(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        _next++;
        return true;
    }

    private string? AcceptOperator(params ReadOnlySpan<string> symbols)
    {
        foreach (var symbol in symbols)
        {
            if (Accept(symbol))
                return symbol;
        }
        return null;
    }

    private void Expect(string symbol)
    {
        if (!Accept(symbol))
            throw Unexpected();
    }

    private string ExpectName()
    {
        if (Current.Kind != TokenKind.Name)
            throw Unexpected();
        return tokens[_next++].Text;
    }

    private ExpressionException Unexpected() => Current.Kind == TokenKind.End
        ? new ExpressionException("the expression ends too early")
        : new ExpressionException($"unexpected {(Current.Kind is TokenKind.Symbol or TokenKind.Name ? $"'{Current.Text}'" : "literal")} at {Current.Position}");
}
