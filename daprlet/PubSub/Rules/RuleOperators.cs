namespace Daprlet.PubSub.Rules;

/// <summary>The operators of rules, but for those that do not need both sides.</summary>
internal static class RuleOperators
{
    public static readonly Func<object?, object?> Not = value => !RuleValues.Bool(value);

    public static readonly Func<object?, object?> Negate = value => value switch
    {
        long whole when whole != long.MinValue => (object)(-whole),
        double real => -real,
        _ => throw new RuleException("'-' needs a number"),
    };

    public static Func<object?, object?, object?> Relation(string symbol) => symbol switch
    {
        "==" => (left, right) => RuleValues.AreEqual(left, right),
        "!=" => (left, right) => !RuleValues.AreEqual(left, right),
        "<" => (left, right) => RuleValues.Compare(left, right) < 0,
        "<=" => (left, right) => RuleValues.Compare(left, right) <= 0,
        ">" => (left, right) => RuleValues.Compare(left, right) > 0,
        ">=" => (left, right) => RuleValues.Compare(left, right) >= 0,
        _ => (left, right) => RuleValues.Contains(right, left),
    };

    public static Func<object?, object?, object?> Arithmetic(string symbol) => (left, right) => (left, right) switch
    {
        (long a, long b) => Whole(symbol, a, b),
        (double a, double b) when symbol != "%" => Real(symbol, a, b),
        (string a, string b) when symbol == "+" => a + b,
        _ when symbol == "+" && RuleValues.Items(left) is { } first && RuleValues.Items(right) is { } second => first.Concat(second).ToList(),
        _ => throw new RuleException($"no such overload of '{symbol}'"),
    };

    private static long Whole(string symbol, long left, long right)
    {
        try
        {
            return checked(symbol switch
            {
                "+" => left + right,
                "-" => left - right,
                "*" => left * right,
                "/" => left / right,
                _ => left % right,
            });
        }
        catch (ArithmeticException e)
        {
            throw new RuleException(e.Message);
        }
    }

    private static double Real(string symbol, double left, double right) => symbol switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        _ => left / right,
    };
}
