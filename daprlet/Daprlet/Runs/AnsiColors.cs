namespace Daprlet.Runs;

/// <summary>Colours for a terminal; nothing where output does not go to one or NO_COLOR is set (no-color.org).</summary>
public sealed class AnsiColors(bool enabled)
{
    private static readonly int[] AppColors = [36, 32, 35, 33, 34, 96, 92, 95, 93, 94];

    /// <summary>What suits the standard output of this process.</summary>
    public static AnsiColors ForConsole() => new(
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb" && TerminalUnderstands());

    /// <summary>Whether colours, and so cursor movements too, can be used.</summary>
    public bool IsTerminal => enabled;

    public string Bold(string text) => Paint(text, 1);

    public string Dim(string text) => Paint(text, 2);

    public string Red(string text) => Paint(text, 31);

    public string Green(string text) => Paint(text, 32);

    public string Yellow(string text) => Paint(text, 33);

    public string Cyan(string text) => Paint(text, 36);

    /// <summary>What stands before each line of an app, as with <c>dapr run -f</c>, in the colour of its place in the run.</summary>
    public string AppPrefix(string name, int place) => Paint($"== APP - {name} == ", AppColors[place % AppColors.Length]);

    private string Paint(string text, int code) => enabled ? $"\u001b[{code}m{text}\u001b[0m" : text;

    private static bool TerminalUnderstands() => !OperatingSystem.IsWindows() || Processes.WindowsProcess.EnableTerminalSequences();
}
