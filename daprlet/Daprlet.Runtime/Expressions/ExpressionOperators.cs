using System.Numerics;

namespace Daprlet.Expressions;

/// <summary>The operators of expressions, but for those that do not need both sides.</summary>
internal static class ExpressionOperators
{
    public static readonly Func<object?, object?> Not = value => !ExpressionValues.Bool(value);

    public static readonly Func<object?, object?> Negate = value => value switch
    {
        long whole => (object)Whole("-", 0, whole),
        double real => -real,
        TimeSpan span => -span,
        _ => throw new ExpressionException("'-' needs a number"),
    };

    public static Func<object?, object?, object?> Relation(string symbol) => symbol switch
    {
        "==" => (left, right) => ExpressionValues.AreEqual(left, right),
        "!=" => (left, right) => !ExpressionValues.AreEqual(left, right),
        "<" => (left, right) => ExpressionValues.Compare(left, right) < 0,
        "<=" => (left, right) => ExpressionValues.Compare(left, right) <= 0,
        ">" => (left, right) => ExpressionValues.Compare(left, right) > 0,
        ">=" => (left, right) => ExpressionValues.Compare(left, right) >= 0,
        _ => (left, right) => ExpressionValues.Contains(right, left),
    };

    public static Func<object?, object?, object?> Arithmetic(string symbol) => (left, right) => (left, right) switch
    {
        (long a, long b) => Whole(symbol, a, b),
        (ulong a, ulong b) => Whole(symbol, a, b),
        (ExpressionBytes a, ExpressionBytes b) when symbol == "+" => a + b,
        (double a, double b) when symbol != "%" => Real(symbol, a, b),
        (string a, string b) when symbol == "+" => a + b,
        _ when symbol == "+" && ExpressionValues.Items(left) is { } first && ExpressionValues.Items(right) is { } second => first.Concat(second).ToList(),
        _ when ExpressionTimes.Calculate(symbol, left, right) is { } time => time,
        _ => throw new ExpressionException($"no such overload of '{symbol}'"),
    };

    private static T Whole<T>(string symbol, T left, T right) where T : IBinaryInteger<T>
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
        catch (DivideByZeroException)
        {
            throw new ExpressionException("division by zero");
        }
        catch (OverflowException)
        {
            throw new ExpressionException("integer overflow");
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
