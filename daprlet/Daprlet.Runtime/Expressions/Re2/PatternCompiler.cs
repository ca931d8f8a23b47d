namespace Daprlet.Expressions.Re2;

/// <summary>Turns a pattern into steps, from its end to its beginning: each knows the one that follows.</summary>
internal sealed class PatternCompiler
{
    /// <summary>Counts are written out; this many steps are more than any honest pattern has.</summary>
    private const int MaxInstructions = 50_000;

    private readonly string _pattern;
    private readonly List<Instruction> _program = [new Instruction.Match()];

    private PatternCompiler(string pattern) => _pattern = pattern;

    /// <summary>The steps; the first is where they begin.</summary>
    /// <exception cref="FormatException">The text is no pattern, or there are too many.</exception>
    public static IReadOnlyList<Instruction> Compile(string pattern)
    {
        var node = PatternParser.Parse(pattern);
        var compiler = new PatternCompiler(pattern);
        // The beginning is not known before the end, so the first place is kept for a step that leads there.
        compiler._program.Insert(0, new Instruction.Fork(0, 0));
        var start = compiler.Add(node, 1);
        compiler._program[0] = new Instruction.Fork(start, start);
        return compiler._program;
    }

    private int Add(Instruction instruction)
    {
        if (_program.Count >= MaxInstructions)
            throw PatternCursor.Problem("expression too large", _pattern);
        _program.Add(instruction);
        return _program.Count - 1;
    }

    /// <summary>Adds what a node stands for in front of <paramref name="next"/>; answers where it begins.</summary>
    private int Add(Node node, int next) => node switch
    {
        Node.Runes runes => Add(new Instruction.Read(runes.Set, next)),
        Node.Assert assert => Add(new Instruction.Check(assert.Assertion, next)),
        Node.Sequence sequence => sequence.Parts.Reverse().Aggregate(next, (following, part) => Add(part, following)),
        Node.Choice choice => choice.Parts.Reverse().Select(part => Add(part, next)).ToList().Aggregate((second, first) => Add(new Instruction.Fork(first, second))),
        _ => AddRepeat((Node.Repeat)node, next),
    };

    private int AddRepeat(Node.Repeat repeat, int next)
    {
        var start = next;
        if (repeat.Count.Max < 0)
        {
            start = Add(new Instruction.Fork(next, next));
            _program[start] = new Instruction.Fork(Add(repeat.Part, start), next);
        }
        for (var optional = repeat.Count.Min; optional < repeat.Count.Max; optional++)
            start = Add(new Instruction.Fork(Add(repeat.Part, start), next));
        for (var required = 0; required < repeat.Count.Min; required++)
            start = Add(repeat.Part, start);
        return start;
    }
}
