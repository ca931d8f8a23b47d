namespace Daprlet.Resources;

/// <summary>Keeps what a message repeats of a file from breaking the line, or writing one of its own.</summary>
public static class SingleLine
{
    /// <summary>The text with a space for each line break and control character.</summary>
    public static string Of(string text) =>
        text.Any(IsBreak) ? string.Concat(text.Select(character => IsBreak(character) ? ' ' : character)) : text;

    private static bool IsBreak(char character) => char.IsControl(character) || character is '\u2028' or '\u2029';
}
