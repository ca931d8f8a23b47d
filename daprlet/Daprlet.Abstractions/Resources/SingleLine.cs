namespace Daprlet.Resources;

/// <summary>Keeps what a message repeats of a file or a command line from breaking the line, writing one of its own, or commanding a terminal.</summary>
public static class SingleLine
{
    /// <summary>The text with a space for each line break and control character.</summary>
    public static string Of(string text) =>
        text.Any(IsBreak) ? string.Concat(text.Select(character => IsBreak(character) ? ' ' : character)) : text;

    private static bool IsBreak(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
