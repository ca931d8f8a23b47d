namespace Daprlet.Expressions;

/// <summary>Builds an expression from its words, by recursive descent over CEL's grammar.</summary>
internal sealed class ExpressionParser(IReadOnlyList<ExpressionToken> tokens)
{
    private const int MaxDepth = 128;

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
        while (AcceptOperator("==", "!=", "<", "<=", ">", ">=") is { } symbol || (symbol = AcceptIn()) is not null)
            left = new Binary(left, Sum(), ExpressionOperators.Relation(symbol));
        return left;
    }

    private string? AcceptIn()
    {
        if (Current is not { Kind: TokenKind.Name, Text: "in" })
            return null;
        _next++;
        return "in";
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
        if (signs % 2 == 1 && Current.IsLeast)
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
        var arguments = Arguments(")");
        return ExpressionMacros.IsMacro(name) ? ExpressionMacros.Create(target, name, arguments) : ExpressionFunctions.Method(target, name, arguments);
    }

    private Expression Primary()
    {
        var token = Current;
        _next += token.Kind == TokenKind.End ? 0 : 1;
        return token switch
        {
            { IsLeast: true } => throw new ExpressionException($"not a number of 64 bits at {token.Position}"),
            { Kind: TokenKind.Text or TokenKind.Integer or TokenKind.Real } => new Literal(token.Value),
            { Kind: TokenKind.Name } => Named(token),
            _ when token.Is("(") => Inside(")"),
            _ when token.Is("[") => new ListLiteral(Arguments("]")),
            _ when token.Is("{") => new MapLiteral(Entries()),
            _ => throw new ExpressionException(token.Kind == TokenKind.End ? "the expression ends too early" : $"unexpected '{token.Text}' at {token.Position}"),
        };
    }

    private Expression Named(ExpressionToken name)
    {
        if (Accept("("))
            return ExpressionFunctions.Call(name.Text, Arguments(")"));
        return name.Text switch
        {
            "true" => new Literal(true),
            "false" => new Literal(false),
            "null" => new Literal(null),
            _ => new Variable(name.Text),
        };
    }

    private Expression Inside(string close)
    {
        var expression = Condition();
        Expect(close);
        return expression;
    }

    private List<Expression> Arguments(string close)
    {
        var arguments = new List<Expression>();
        while (!Accept(close))
        {
            arguments.Add(Condition());
            if (!Current.Is(close))
                Expect(",");
        }
        return arguments;
    }

    private List<(Expression Key, Expression Value)> Entries()
    {
        var entries = new List<(Expression, Expression)>();
        while (!Accept("}"))
        {
            var key = Condition();
            Expect(":");
            entries.Add((key, Condition()));
            if (!Current.Is("}"))
                Expect(",");
        }
        return entries;
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
