using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daprlet.Resources;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes.Alerts;

/// <summary>What sidecars measured for some minutes, and which alerts ring meanwhile: one test of promtool's format, of a file in Histories/.</summary>
internal sealed partial record History(string File, JsonObject Root)
{
    /// <summary>The name by which the files refer to the rules.</summary>
    public const string Rules = "rules.yaml";

    /// <summary>The files, relative to the tests' own folder.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Alerts", "Histories"), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<History> All { get; } =
        [.. Files.SelectMany(file => YamlJson.Parse(System.IO.File.ReadAllText(PathOf(file)))!.Items("tests").Select(test => new History(file, test)))];

    /// <summary>The metrics in it, each with the names of its labels.</summary>
    public IEnumerable<(string Metric, IReadOnlyList<string> Labels)> Series => Root.Items("input_series").Select(series =>
    {
        var text = series.Text("series");
        return (text.Split('{')[0], (IReadOnlyList<string>)[.. Label().Matches(text).Select(label => label.Groups[1].Value)]);
    });

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Alerts", "Histories", file);

    /// <summary>Whether the alert is looked at, and rings at some moment.</summary>
    public bool Rings(string alert) => Looks(alert).Any(look => look.Items("exp_alerts").Count > 0);

    /// <summary>Whether the alert is looked at, and rings at no moment.</summary>
    public bool IsSilent(string alert) => Looks(alert).Any() && !Rings(alert);

    private IEnumerable<JsonObject> Looks(string alert) => Root.Items("alert_rule_test").Where(look => look.Text("alertname") == alert);

    [GeneratedRegex(@"[{,]\s*([A-Za-z_]\w*)=")]
    private static partial Regex Label();
}
