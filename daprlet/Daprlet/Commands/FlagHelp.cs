using System.Text;

namespace Daprlet.Commands;

/// <summary>The table of flags as people read it.</summary>
internal static class FlagHelp
{
    private const int DescriptionColumn = 46;

    /// <summary>The flags of a command for <c>--help</c>.</summary>
    public static string Of(FlagUse use)
    {
        var text = new StringBuilder();
        foreach (var flag in With(use).Where(flag => flag.HasEffect && flag.Successor is null))
            text.AppendLine($"{$"  {Spelling(flag, use)} {Takes(flag)}".PadRight(DescriptionColumn)} {Description(flag)}{Default(flag, use)}");
        text.AppendLine();
        text.AppendLine("Out of date, and what takes their place:");
        foreach (var flag in With(use).Where(flag => flag.Successor is not null))
            text.AppendLine($"{$"  {Spelling(flag, use)} {Takes(flag)}".PadRight(DescriptionColumn)} --{flag.Successor}");
        text.AppendLine();
        text.AppendLine("Accepted, without effect, for what daprlet does not have:");
        text.Append($"  {string.Join(", ", With(use).Where(flag => !flag.HasEffect).Select(flag => "--" + flag.Name))}");
        return text.ToString();
    }

    /// <summary>All flags as a table in Markdown.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| flag | takes | default | |\n| --- | --- | --- | --- |\n");
        foreach (var flag in FlagTable.All)
            text.Append($"| {MarkdownName(flag)} | {Takes(flag)} | {MarkdownDefault(flag)} | {Description(flag)} |\n");
        return text.ToString();
    }

    private static IEnumerable<Flag> With(FlagUse use) => FlagTable.All.Where(flag => flag.Use.HasFlag(use));

    private static string Spelling(Flag flag, FlagUse use) => flag.Short is { } letter && (use == FlagUse.Run || letter == 'h') ? $"-{letter}, --{flag.Name}" : $"    --{flag.Name}";

    private static string Takes(Flag flag) => flag.Kind switch
    {
        FlagKind.Switch => "",
        FlagKind.List => "a,b",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Default(Flag flag, FlagUse use) => flag.DefaultIn(use) is { } value ? $" (default {value})" : "";

    private static string MarkdownName(Flag flag) => (flag.Short is { } letter ? $"`--{flag.Name}`, `-{letter}`" : $"`--{flag.Name}`") + (flag.Use == FlagUse.Sidecar ? " (not of `run`)" : flag.Use == FlagUse.Run ? " (`run` alone)" : "");

    private static string MarkdownDefault(Flag flag) => flag.Default is null ? "" : flag.Default == flag.RunDefault ? $"`{flag.Default}`" : $"`{flag.Default}`, in `run` `{flag.RunDefault}`";

    private static string Description(Flag flag) =>
        flag.Successor is { } successor ? $"out of date: `--{successor}`"
        : flag.Choices.Count > 0 ? $"{flag.Description}: {string.Join(", ", flag.Choices)}"
        : flag.Description;
}
