namespace Daprlet.Expressions.Re2;

/// <summary>
/// A regular expression as RE2 takes it, which CEL's <c>matches</c> asks for. The time to match grows with the product of both lengths and no faster,
/// whatever the pattern.
/// </summary>
internal sealed class Pattern
{
    private readonly IReadOnlyList<Instruction> _program;

    private Pattern(IReadOnlyList<Instruction> program) => _program = program;

    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static Pattern Compile(string pattern) => new(PatternCompiler.Compile(pattern));

    /// <summary>Whether the pattern matches some part of the text. What is no character there counts as U+FFFD.</summary>
    public bool IsMatch(string text)
    {
        var (states, next) = (new StateSet(_program), new StateSet(_program));
        var previous = -1;
        foreach (var rune in text.EnumerateRunes())
        {
            if (states.Add(0, previous, rune.Value))
                return true;
            states.Step(rune.Value, next);
            (states, next) = (next, states);
            previous = rune.Value;
        }
        return states.Add(0, previous, -1);
    }
}
