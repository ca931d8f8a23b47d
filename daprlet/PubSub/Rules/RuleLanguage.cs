using System.Text.Json;

namespace Daprlet.PubSub.Rules;

/// <summary>
/// The language of routing rules: the part of CEL (Common Expression Language) that rules use. One variable, <c>event</c>, is the cloud event;
/// operators <c>?: || &amp;&amp; ! == != &lt; &lt;= &gt; &gt;= in + - * / %</c>, members, elements, lists and maps; <c>has</c>, <c>size</c>,
/// <c>startsWith</c>, <c>endsWith</c>, <c>contains</c>, <c>matches</c>, and the conversions <c>int</c>, <c>double</c>, <c>string</c>.
/// </summary>
public static class RuleLanguage
{
    /// <summary>The longest rule, in characters.</summary>
    public const int MaxLength = 16 * 1024;

    /// <exception cref="RuleException">The text is not an expression of the language.</exception>
    public static IRule Compile(string text)
    {
        if (text.Length > MaxLength)
            throw new RuleException($"the rule is longer than {MaxLength} characters");
        return new CompiledRule(new RuleParser(RuleScanner.Scan(text)).Parse());
    }

    private sealed class CompiledRule(Expression expression) : IRule
    {
        public bool Matches(JsonElement cloudEvent) =>
            expression.Evaluate(cloudEvent) is bool answer ? answer : throw new RuleException("the rule's value is neither true nor false");
    }
}
