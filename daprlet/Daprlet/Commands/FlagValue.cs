using System.Globalization;
using Daprlet.Resources;

namespace Daprlet.Commands;

/// <summary>Reads the values of flags as daprd does, and refuses what cannot be meant in one line that names the flag.</summary>
internal static class FlagValue
{
    /// <summary>Timers go no further.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(int.MaxValue);

    private const int ShownCharacters = 60;

    /// <exception cref="FlagException">The flag cannot have the value.</exception>
    public static void Check(Flag flag, string value, FlagUse use)
    {
        var problem = flag.Kind switch
        {
            FlagKind.Switch => Switch(value) is null ? "must be true or false" : null,
            FlagKind.Number => Number(value) is null ? "must be a whole number" : null,
            FlagKind.Port => Port(flag, value, use),
            FlagKind.Seconds => Number(value) is not { } seconds || seconds > LongestWait.TotalSeconds ? $"must be a whole number of seconds, {LongestWait.TotalSeconds:0} at most" : null,
            FlagKind.Milliseconds => Number(value) is null ? $"must be a whole number of milliseconds, {int.MaxValue} at most" : null,
            FlagKind.Duration => !GoDuration.TryParse(value, out var duration) || duration > LongestWait ? "must be a duration such as 1m30s, 24 days at most" : null,
            FlagKind.Size => IsSize(value) ? null : "must be a size such as 4Mi",
            _ => flag.Choices.Count > 0 && value.Length > 0 && !flag.Choices.Contains(value, StringComparer.OrdinalIgnoreCase) ? $"must be one of {string.Join(", ", flag.Choices)}" : null,
        };
        if (problem is not null)
            throw IsParsed(flag, value, use) ? Wrong(flag.Name, value, problem) : NotParsed(Wrong(flag.Name, value, problem).Message);
    }

    /// <summary>The command line is none: unknown flags, missing values, words that pflag cannot read.</summary>
    public static FlagException NotParsed(string problem) => new(problem) { IsSyntax = true };

    public static FlagException Wrong(string flag, string value, string problem) => new($"invalid argument {Quoted(value)} for \"--{flag}\" flag: {problem}");

    /// <summary>In quotes, without what would break the line or take over a terminal, and not endless.</summary>
    public static string Quoted(string value)
    {
        var shown = value.Length > ShownCharacters ? value[..ShownCharacters] + "…" : value;
        return $"\"{string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' ? '?' : c))}\"";
    }

    /// <summary>A boolean word of Go; null for others.</summary>
    public static bool? Switch(string word) => word switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    /// <summary>A whole number as Go writes it, 0x and underscores among it; null for what is none, or needs more than 32 bits.</summary>
    public static int? Number(string text)
    {
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length > 1)
            return null;
        var isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var plain = (isHex ? digits[2..] : digits).Replace("_", "", StringComparison.Ordinal);
        if (!long.TryParse(plain, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        number = text[0] == '-' ? -number : number;
        return number is >= int.MinValue and <= int.MaxValue ? (int)number : null;
    }

    /// <summary>Texts between commas; one in quotes may have commas in it.</summary>
    public static IEnumerable<string> List(string value)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '"')
                quoted = !quoted;
            if (i < value.Length && (value[i] != ',' || quoted))
                continue;
            if (value[start..i].Trim().Trim('"') is { Length: > 0 } item)
                yield return item;
            start = i + 1;
        }
    }

    /// <summary>Whether pflag takes the value: texts, whatever is made of them later. Ports are texts for daprd, and numbers for the CLI.</summary>
    private static bool IsParsed(Flag flag, string value, FlagUse use) => flag.Kind switch
    {
        FlagKind.Switch or FlagKind.Number or FlagKind.Seconds or FlagKind.Milliseconds or FlagKind.Duration => false,
        FlagKind.Port => use == FlagUse.Sidecar || Number(value) is not null,
        _ => true,
    };

    private static string? Port(Flag flag, string value, FlagUse use)
    {
        if (value.Length == 0)
            return null;
        var mayBeNone = use == FlagUse.Run || flag.Name == "app-port";
        return Number(value) is { } port && port <= 65535 && (port >= 0 || mayBeNone && port == -1) ? null : "must be a port, 0 to 65535";
    }

    /// <summary>A quantity, none, or less than none, which stands for the default.</summary>
    private static bool IsSize(string value) => ByteQuantity.TryParse(value.TrimStart('-'), out _) || value.Length > 0 && value.Trim('-', '0').Length == 0;
}
