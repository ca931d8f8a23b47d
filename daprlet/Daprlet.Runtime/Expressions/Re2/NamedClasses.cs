namespace Daprlet.Expressions.Re2;

/// <summary>The classes of ASCII that patterns name: Perl's and POSIX's.</summary>
internal static class NamedClasses
{
    private static readonly RuneSet Digits = RuneSet.Of(('0', '9'));
    private static readonly RuneSet Spaces = RuneSet.Of(('\t', '\n'), ('\f', '\r'), (' ', ' '));

    private static readonly Dictionary<string, RuneSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = RuneSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z')),
        ["alpha"] = RuneSet.Of(('A', 'Z'), ('a', 'z')),
        ["ascii"] = RuneSet.Of((0, 0x7F)),
        ["blank"] = RuneSet.Of(('\t', '\t'), (' ', ' ')),
        ["cntrl"] = RuneSet.Of((0, 0x1F), (0x7F, 0x7F)),
        ["digit"] = RuneSet.Of(('0', '9')),
        ["graph"] = RuneSet.Of(('!', '~')),
        ["lower"] = RuneSet.Of(('a', 'z')),
        ["print"] = RuneSet.Of((' ', '~')),
        ["punct"] = RuneSet.Of(('!', '/'), (':', '@'), ('[', '`'), ('{', '~')),
        ["space"] = RuneSet.Of(('\t', '\r'), (' ', ' ')),
        ["upper"] = RuneSet.Of(('A', 'Z')),
        ["word"] = RuneSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')),
        ["xdigit"] = RuneSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
    };

    /// <summary>ASCII's word characters, which <c>\b</c> asks for.</summary>
    public static RuneSet Word { get; } = RuneSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>What a letter behind a backslash stands for, such as <c>d</c> or its opposite <c>D</c>; null for what is no class.</summary>
    public static (RuneSet Set, bool IsNegated)? FindPerl(int letter) => letter switch
    {
        'd' or 'D' => (Digits, letter == 'D'),
        's' or 'S' => (Spaces, letter == 'S'),
        'w' or 'W' => (Word, letter == 'W'),
        _ => null,
    };

    /// <summary>What stands between <c>[:</c> and <c>:]</c>; null for what is no class.</summary>
    public static RuneSet? FindPosix(string name) => Posix.GetValueOrDefault(name);
}
