using System.Text.Json.Nodes;
using DaprShop.Tests.Kubernetes.Alerts;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>Alerts ring when they should and are silent when they should be. A wrong name or label is no error to Prometheus: the alert never rings.</summary>
public sealed class AlertTests
{
    public static TheoryData<string> Histories => [.. History.Files];

    [Fact]
    public async Task Prometheus_takes_the_rules()
    {
        Promtool.Require();
        var check = await Promtool.CheckAsync(await RulesAsync());
        Assert.True(check.ExitCode == 0, check.Output + check.Errors);
    }

    [Theory]
    [MemberData(nameof(Histories))]
    public async Task Alerts_ring_as_the_history_says(string file)
    {
        Promtool.Require();
        var test = await Promtool.TestAsync(await RulesAsync(), History.PathOf(file));
        Assert.True(test.ExitCode == 0, test.Output + test.Errors);
    }

    [Fact]
    public async Task Every_alert_rings_in_one_history_and_is_silent_in_another() => Assert.All(await AlertsAsync(), alert =>
    {
        Assert.Contains(History.All, history => history.Rings(alert));
        Assert.Contains(History.All, history => history.IsSilent(alert));
    });

    [Fact]
    public void Histories_are_of_metrics_that_there_are_with_the_labels_that_they_have()
    {
        var facts = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Facts", "metrics.json")))!;
        Assert.All(History.All.SelectMany(history => history.Series), series =>
            Assert.Empty(series.Labels.Except([.. facts.At("metrics").Words(series.Metric), .. facts.Words("target")])));
    }

    [Fact]
    public async Task The_documentation_says_what_to_do_about_every_alert()
    {
        var documentation = Repository.Text("docs", "kubernetes.md");
        Assert.All(await AlertsAsync(), alert => Assert.Contains($"\n| {alert} | ", documentation, StringComparison.Ordinal));
    }

    private static async Task<Manifest> RulesAsync() => (await Rendered.OfAsync("production + monitoring")).Find("PrometheusRule", "daprshop")!;

    private static async Task<IReadOnlyList<string>> AlertsAsync() =>
        [.. (await RulesAsync()).Spec.Items("groups").SelectMany(group => group.Items("rules")).Where(rule => rule["alert"] is not null).Select(rule => rule.Text("alert"))];
}
