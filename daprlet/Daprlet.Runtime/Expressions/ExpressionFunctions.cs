using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

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
        [("int", 1)] = arguments => ToInteger(arguments[0]),
        [("double", 1)] = arguments => ToReal(arguments[0]),
        [("string", 1)] = arguments => ToText(arguments[0]),
        [("bool", 1)] = arguments => ToBool(arguments[0]),
        [("dyn", 1)] = arguments => arguments[0],
        [("type", 1)] = arguments => ExpressionType.Of(arguments[0]),
        [("timestamp", 1)] = arguments => ExpressionTimes.Timestamp(arguments[0]),
        [("duration", 1)] = arguments => ExpressionTimes.Duration(arguments[0]),
    };

    private static readonly HashSet<string> GlobalNames = ["size", "matches", "int", "double", "string", "bool", "dyn", "type", "timestamp", "duration"];

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
        if (name == "matches" && arguments[1] is Literal { Value: string pattern })
            Pattern(pattern);
        return new Call(arguments, function);
    }

    private static ExpressionException Unknown(string name) => new($"undeclared reference to function '{name}'");

    private static Func<object?[], object?> OfText(Func<string, string, bool> function) => arguments => arguments is [string text, string other]
        ? function(text, other)
        : throw new ExpressionException("a text expected");

    private static bool Matches(string text, string pattern) => Pattern(pattern).IsMatch(text);

    private const int MaxPatterns = 1024;

    private static readonly ConcurrentDictionary<string, Regex> Patterns = new(StringComparer.Ordinal);

    private static Regex Pattern(string pattern)
    {
        if (Patterns.TryGetValue(pattern, out var known))
            return known;
        try
        {
            // Like RE2, which CEL asks for, this engine takes time in proportion to the text, whatever the pattern.
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return Patterns.Count < MaxPatterns ? Patterns.GetOrAdd(pattern, regex) : regex;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ExpressionException($"not a regular expression: {e.Message}");
        }
    }

    private static long ToInteger(object? value) => value switch
    {
        long whole => whole,
        DateTimeOffset time => time.ToUnixTimeSeconds(),
        double real when real is > -9.2233720368547758E18 and < 9.2233720368547758E18 => (long)real,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
        _ => throw new ExpressionException("the value is no whole number"),
    };

    private static double ToReal(object? value) => value switch
    {
        long whole => (double)whole,
        double real => real,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) => real,
        _ => throw new ExpressionException("the value is no number"),
    };

    private static bool ToBool(object? value) => value switch
    {
        bool answer => answer,
        "true" or "True" or "TRUE" or "t" or "1" => true,
        "false" or "False" or "FALSE" or "f" or "0" => false,
        _ => throw new ExpressionException("the value is neither true nor false"),
    };

    private static string ToText(object? value) => value switch
    {
        string text => text,
        bool answer => answer ? "true" : "false",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double real => real.ToString("R", CultureInfo.InvariantCulture),
        _ => ExpressionTimes.Text(value) ?? throw new ExpressionException("the value is no text"),
    };
}
