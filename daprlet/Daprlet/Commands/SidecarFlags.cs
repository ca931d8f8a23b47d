namespace Daprlet.Commands;

/// <summary>
/// What is given on the command line, read by pflag's rules, which a library would not follow: daprd takes one dash for two and no short names; <c>dapr run</c> has short names whose
/// value may be joined to them, and its command begins with the first word that is no flag.
/// </summary>
public sealed class SidecarFlags
{
    private readonly FlagUse _use;
    private readonly Dictionary<string, List<string>> _given = new(StringComparer.Ordinal);

    private SidecarFlags(FlagUse use) => _use = use;

    /// <summary>The names of the flags that are given.</summary>
    public IEnumerable<string> Given => _given.Keys;

    /// <summary>The words behind the flags: the command of <c>daprlet run</c>.</summary>
    public IReadOnlyList<string> Words { get; private set; } = [];

    /// <summary>What the one who wrote the line should change: flags that are out of date.</summary>
    public IEnumerable<string> Warnings =>
        from name in _given.Keys
        let flag = FlagTable.Find(name, _use)
        where flag?.Successor is not null
        select $"Flag --{name} has been deprecated, use --{flag.Successor}";

    /// <summary>Reads daprd's command line.</summary>
    /// <exception cref="FlagException">A flag is unknown, or its value is missing or wrong.</exception>
    public static SidecarFlags Parse(IReadOnlyList<string> arguments)
    {
        var flags = new SidecarFlags(FlagUse.Sidecar).Read([.. arguments.Select(argument => argument.Length > 2 && argument[0] == '-' && argument[1] != '-' ? "-" + argument : argument)]);
        if (flags.Words is not [var word, ..])
            return flags;
        throw FlagValue.NotParsed(word == arguments[0]
            ? $"unknown command {FlagValue.Quoted(word)}{FlagSuggestion.For(word, ["run", "configuration", "help"])}"
            : $"unexpected argument {FlagValue.Quoted(word)}; a switch is set by --name=true or --name=false");
    }

    /// <summary>Reads the command line of <c>daprlet run</c>.</summary>
    /// <exception cref="FlagException">A flag is unknown, or its value is missing or wrong.</exception>
    public static SidecarFlags ParseRun(IReadOnlyList<string> arguments) => new SidecarFlags(FlagUse.Run).Read(arguments);

    public bool Has(string name) => _given.ContainsKey(name);

    /// <summary>The last value given, else the default, or null.</summary>
    public string? Get(string name) => _given.TryGetValue(name, out var values) ? values[^1] : FlagTable.Find(name, _use)?.DefaultIn(_use);

    /// <summary>Every value given, lists with commas taken apart.</summary>
    public IReadOnlyList<string> All(string name) => _given.TryGetValue(name, out var values) ? [.. values.SelectMany(FlagValue.List)] : [];

    /// <summary>The same with a value in place of none.</summary>
    internal SidecarFlags With(string name, string value)
    {
        _given[name] = [value];
        return this;
    }

    /// <summary>Whether a switch is on.</summary>
    public bool Switch(string name) => Get(name) is { } word && FlagValue.Switch(word) is true;

    /// <summary>Null where neither a number is given nor a default is there.</summary>
    public int? Int(string name) => Get(name) is { Length: > 0 } text ? FlagValue.Number(text) : null;

    private SidecarFlags Read(IReadOnlyList<string> arguments)
    {
        var rest = new Queue<string>(arguments);
        while (rest.TryPeek(out var argument) && argument.Length > 1 && argument[0] == '-')
        {
            rest.Dequeue();
            if (argument == "--")
                break;
            if (argument[1] == '-')
                ReadLong(argument, rest);
            else
                ReadShort(argument, rest);
            if (Switch("help"))
                return this;
        }
        Words = [.. rest];
        return this;
    }

    private void ReadLong(string argument, Queue<string> rest)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? argument[2..] : argument[2..equals];
        if (name.Length == 0 || name[0] == '-')
            throw FlagValue.NotParsed($"bad flag syntax: {FlagValue.Quoted(argument)}");
        var flag = FlagTable.Find(name, _use) ?? throw FlagValue.NotParsed($"unknown flag: {FlagValue.Quoted("--" + name).Trim('"')}{FlagSuggestion.For(name, Names(), "--")}");
        Add(flag, equals >= 0 ? argument[(equals + 1)..] : Value(flag, argument, rest));
    }

    /// <summary>Several switches in one word, of which the last may be a flag with its value: <c>-p5000</c>, <c>-p=5000</c>, <c>-p 5000</c>.</summary>
    private void ReadShort(string argument, Queue<string> rest)
    {
        for (var i = 1; i < argument.Length; i++)
        {
            var letter = argument[i];
            var flag = FlagTable.All.FirstOrDefault(candidate => candidate.Short == letter && (_use == FlagUse.Run || letter == 'h'))
                ?? throw FlagValue.NotParsed($"unknown shorthand flag: '{FlagValue.Quoted(letter.ToString()).Trim('"')}' in {FlagValue.Quoted(argument)}");
            var joined = argument[(i + 1)..];
            if (joined.StartsWith('=') && joined.Length > 1)
                Add(flag, joined[1..]);
            else if (flag.Kind == FlagKind.Switch)
                Add(flag, "true");
            else
                Add(flag, joined.Length > 0 ? joined : Value(flag, $"'{letter}' in {argument}", rest));
            if (flag.Kind != FlagKind.Switch || joined.StartsWith('='))
                return;
        }
    }

    private static string Value(Flag flag, string written, Queue<string> rest)
    {
        if (flag.Kind == FlagKind.Switch)
            return "true";
        return rest.TryDequeue(out var value) ? value : throw FlagValue.NotParsed($"flag needs an argument: {written}");
    }

    private void Add(Flag flag, string value)
    {
        FlagValue.Check(flag, value, _use);
        if (!_given.TryGetValue(flag.Name, out var values))
            _given[flag.Name] = values = [];
        values.Add(value);
    }

    private IEnumerable<string> Names() => FlagTable.All.Where(flag => flag.Use.HasFlag(_use)).Select(flag => flag.Name);
}

/// <summary>The command line or the environment cannot be understood.</summary>
public sealed class FlagException(string message) : Exception(message)
{
    /// <summary>Whether the line does not even parse: what pflag itself refuses, for which daprd and the CLI have an exit code of their own.</summary>
    public bool IsSyntax { get; init; }
}
