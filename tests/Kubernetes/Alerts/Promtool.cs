using System.Text.Json.Nodes;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes.Alerts;

/// <summary>Prometheus' own judge of rules, with the rules as a cluster would get them.</summary>
internal static class Promtool
{
    private static readonly Lazy<bool> Installed = new(() => Command.Works("promtool", "--version"));

    /// <summary>Skips the test where there is no promtool.</summary>
    public static void Require() => Assert.SkipUnless(Installed.Value, "promtool, which comes with Prometheus, is not installed");

    /// <summary>Whether Prometheus would take the rules.</summary>
    public static Task<Command> CheckAsync(Manifest rules) =>
        WithAsync(rules, folder => Command.RunAsync("promtool", "check", "rules", "--lint-fatal", Path.Combine(folder, History.Rules)));

    /// <summary>Whether the rules do with a file of histories what it says.</summary>
    public static Task<Command> TestAsync(Manifest rules, string history) => WithAsync(rules, folder =>
    {
        var copy = Path.Combine(folder, Path.GetFileName(history));
        File.Copy(history, copy);
        return Command.RunAsync("promtool", "test", "rules", copy);
    });

    // Prometheus' operator hands the groups of the resource to Prometheus as they are. JSON is YAML.
    private static async Task<Command> WithAsync(Manifest rules, Func<string, Task<Command>> run)
    {
        var folder = Directory.CreateTempSubdirectory("rules-");
        try
        {
            var groups = new JsonObject { ["groups"] = rules.Spec["groups"]!.DeepClone() };
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, History.Rules), groups.ToJsonString());
            return await run(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
