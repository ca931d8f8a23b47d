namespace Daprlet.Expressions.Re2;

/// <summary>Everywhere that a pattern may be after what has been read of a text.</summary>
internal sealed class StateSet(IReadOnlyList<Instruction> program)
{
    private readonly bool[] _isIn = new bool[program.Count];
    private readonly List<int> _states = [];
    private readonly List<int> _waiting = [];
    private readonly Stack<int> _open = new();

    /// <summary>Adds a step, with those that come before anything is read, to those that wait here; answers whether the pattern has matched.</summary>
    /// <param name="previous">The code point before, or -1 at the beginning.</param>
    /// <param name="next">The code point behind, or -1 at the end.</param>
    public bool Add(int start, int previous, int next)
    {
        _waiting.Add(start);
        foreach (var waiting in _waiting)
        {
            if (Follow(waiting, previous, next))
                return true;
        }
        return false;
    }

    /// <summary>Reads a code point: what goes on waits in <paramref name="following"/>, and nothing is left here.</summary>
    public void Step(int rune, StateSet following)
    {
        foreach (var state in _states)
        {
            if (program[state] is Instruction.Read read && read.Set.Contains(rune))
                following._waiting.Add(read.Next);
        }
        foreach (var state in _states)
            _isIn[state] = false;
        _states.Clear();
        _waiting.Clear();
    }

    private bool Follow(int start, int previous, int next)
    {
        _open.Push(start);
        while (_open.TryPop(out var state))
        {
            if (_isIn[state])
                continue;
            _isIn[state] = true;
            _states.Add(state);
            switch (program[state])
            {
                case Instruction.Match:
                    return true;
                case Instruction.Fork fork:
                    _open.Push(fork.Second);
                    _open.Push(fork.First);
                    break;
                case Instruction.Check check when Holds(check.Assertion, previous, next):
                    _open.Push(check.Next);
                    break;
            }
        }
        return false;
    }

    private static bool Holds(Assertion assertion, int previous, int next) => assertion switch
    {
        Assertion.TextStart => previous < 0,
        Assertion.TextEnd => next < 0,
        Assertion.LineStart => previous is < 0 or '\n',
        Assertion.LineEnd => next is < 0 or '\n',
        Assertion.WordBoundary => NamedClasses.Word.Contains(previous) != NamedClasses.Word.Contains(next),
        _ => NamedClasses.Word.Contains(previous) == NamedClasses.Word.Contains(next),
    };
}
