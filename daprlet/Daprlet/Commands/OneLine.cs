namespace Daprlet.Commands;

/// <summary>Messages for a terminal that may hold what somebody else has written.</summary>
internal static class OneLine
{
    /// <summary>The text in one line, without characters that command a terminal.</summary>
    public static string Of(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
