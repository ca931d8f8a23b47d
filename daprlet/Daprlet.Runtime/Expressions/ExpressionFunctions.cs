using System.Collections.Concurrent;
using Daprlet.Expressions.Re2;

namespace Daprlet.Expressions;

/// <summary>The functions of expressions.</summary>
internal static class ExpressionFunctions
{
    private static readonly Dictionary<(string Name, int Arguments), Func<object?[], object?>> Functions = new(PartFunctions())
    {
        [("size", 1)] = arguments => ExpressionValues.Size(arguments[0]),
        [("startsWith", 2)] = OfText((text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        [("endsWith", 2)] = OfText((text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        [("contains", 2)] = OfText((text, part) => text.Contains(part, StringComparison.Ordinal)),
        [("matches", 2)] = OfText(Matches),
        [("int", 1)] = arguments => ExpressionConversions.Integer(arguments[0]),
        [("double", 1)] = arguments => ExpressionConversions.Real(arguments[0]),
        [("uint", 1)] = arguments => ExpressionConversions.Unsigned(arguments[0]),
        [("bytes", 1)] = arguments => ExpressionConversions.Bytes(arguments[0]),
        [("string", 1)] = arguments => ExpressionConversions.Text(arguments[0]),
        [("bool", 1)] = arguments => ExpressionConversions.Bool(arguments[0]),
        [("dyn", 1)] = arguments => arguments[0],
        [("type", 1)] = arguments => ExpressionType.Of(arguments[0]),
        [("timestamp", 1)] = arguments => ExpressionTimes.Timestamp(arguments[0]),
        [("duration", 1)] = arguments => ExpressionTimes.Duration(arguments[0]),
    };

    private static readonly HashSet<string> GlobalNames = ["size", "matches", "int", "uint", "double", "bytes", "string", "bool", "dyn", "type", "timestamp", "duration"];

    private static readonly HashSet<string> MethodNames = ["size", "startsWith", "endsWith", "contains", "matches", .. ExpressionTimes.PartNames];

    /// <summary>A call of a function, <c>size(x)</c>.</summary>
    /// <exception cref="ExpressionException">There is no such function.</exception>
    public static Expression Call(string name, IReadOnlyList<Expression> arguments)
    {
        if (name == "has")
            return arguments is [Select member] ? new Existence(member) : throw new ExpressionException("has() needs a member, such as event.data.x");
        return GlobalNames.Contains(name) ? Known(name, arguments) : throw Unknown(name);
    }

    /// <summary>A call on a value, <c>x.startsWith(y)</c>.</summary>
    /// <exception cref="ExpressionException">There is no such function.</exception>
    public static Expression Method(Expression target, string name, IReadOnlyList<Expression> arguments) =>
        MethodNames.Contains(name) ? Known(name, [target, .. arguments]) : throw Unknown(name);

    /// <summary>The parts of moments, with and without a time zone.</summary>
    private static Dictionary<(string, int), Func<object?[], object?>> PartFunctions()
    {
        var functions = new Dictionary<(string, int), Func<object?[], object?>>();
        foreach (var name in ExpressionTimes.PartNames)
        {
            functions[(name, 1)] = arguments => ExpressionTimes.Part(name, arguments[0], null);
            functions[(name, 2)] = arguments => ExpressionTimes.Part(name, arguments[0], arguments[1] ?? throw new ExpressionException("no such time zone"));
        }
        return functions;
    }

    private static Call Known(string name, IReadOnlyList<Expression> arguments)
    {
        if (!Functions.TryGetValue((name, arguments.Count), out var function))
            throw new ExpressionException($"wrong number of arguments for {name}");
        return new Call(arguments, function);
    }

    private static ExpressionException Unknown(string name) => new($"undeclared reference to function '{name}'");

    private static Func<object?[], object?> OfText(Func<string, string, bool> function) => arguments => arguments is [string text, string other]
        ? function(text, other)
        : throw new ExpressionException("a text expected");

    private static bool Matches(string text, string pattern) => Compiled(pattern).IsMatch(text);

    private const int MaxPatterns = 1024;

    private static readonly ConcurrentDictionary<string, Pattern> Patterns = new(StringComparer.Ordinal);

    /// <summary>A pattern that is none is noticed when the rule is asked, as in Dapr.</summary>
    private static Pattern Compiled(string pattern)
    {
        if (Patterns.TryGetValue(pattern, out var known))
            return known;
        try
        {
            var compiled = Pattern.Compile(pattern);
            return Patterns.Count < MaxPatterns ? Patterns.GetOrAdd(pattern, compiled) : compiled;
        }
        catch (FormatException e)
        {
            throw new ExpressionException(e.Message);
        }
    }
}
