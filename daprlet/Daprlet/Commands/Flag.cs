namespace Daprlet.Commands;

/// <summary>One flag of the command line: what parsing, <c>--help</c> and the table in the documentation know of it.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Description">Half a sentence for people.</param>
internal sealed record Flag(string Name, FlagKind Kind, string Description)
{
    /// <summary>The letter that stands for the name in <c>daprlet run</c>; null for none.</summary>
    public char? Short { get; init; }

    /// <summary>The value where none is given; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The default of <c>daprlet run</c>, where it is another one.</summary>
    public string? RunDefault { get => field ?? Default; init; }

    /// <summary>The words that are allowed, in whatever case; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Which commands have it.</summary>
    public FlagUse Use { get; init; } = FlagUse.Everywhere;

    /// <summary>False for what is accepted because daprd or Dapr's CLI has it, and does nothing here.</summary>
    public bool HasEffect { get; init; } = true;

    /// <summary>What to write in place of a flag that is out of date; null for one that is not.</summary>
    public string? Successor { get; init; }

    public string? DefaultIn(FlagUse use) => use == FlagUse.Run ? RunDefault : Default;
}

/// <summary>What a flag takes.</summary>
internal enum FlagKind
{
    /// <summary>Nothing, or <c>=true</c>, <c>=false</c>.</summary>
    Switch,
    Text,

    /// <summary>Texts with commas between; may be repeated.</summary>
    List,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>0 to 65535; in <c>daprlet run</c> -1, too, for a free one. Of the app's port 0 and -1 mean that there is none.</summary>
    Port,

    /// <summary>Bytes as Kubernetes writes them, such as <c>4Mi</c>.</summary>
    Size,
    Seconds,
    Milliseconds,

    /// <summary>A duration as Go writes it, such as <c>1m30s</c>.</summary>
    Duration,
}

/// <summary>The commands that take daprd's flags.</summary>
[Flags]
internal enum FlagUse
{
    Sidecar = 1,
    Run = 2,
    Everywhere = Sidecar | Run,
}
