using System.Text.Json.Nodes;
using Daprlet.Resources;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>The Helm values of Dapr's control plane. Helm takes a misspelt one without a word.</summary>
public sealed class ControlPlaneTests
{
    // Of the chart dapr/dapr 1.18, those in use.
    private static readonly HashSet<string> Known =
    [
        "global.ha.enabled", "global.ha.topologyKey", "global.logAsJson", "global.seccompProfile", "global.prometheus.enabled",
        "global.mtls.enabled", "global.mtls.workloadCertTTL", "global.mtls.allowedClockSkew",
        "dapr_sidecar_injector.webhookFailurePolicy", "dapr_sidecar_injector.namespaceSelector", "dapr_sidecar_injector.sidecarRunAsNonRoot",
        "dapr_sidecar_injector.sidecarReadOnlyRootFilesystem", "dapr_sidecar_injector.sidecarDropALLCapabilities", "dapr_sidecar_injector.resources",
        "dapr_operator.resources", "dapr_sentry.resources", "dapr_placement.resources", "dapr_scheduler.resources",
        "dapr_scheduler.cluster.inMemoryStorage", "dapr_scheduler.cluster.storageClassName", "dapr_scheduler.cluster.storageSize",
        "dapr_rbac.secretReader.enabled",
    ];

    public static TheoryData<string> Files => ["dev.yaml", "production.yaml"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_value_is_one_of_the_charts(string file) => Assert.DoesNotContain(
        Leaves(Read(file), ""), name => !Known.Any(known => name == known || name.StartsWith($"{known}.", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Files))]
    public void Sidecars_speak_over_mTLS_and_pass_the_namespaces_standard(string file)
    {
        var values = Read(file);
        Assert.True((bool)values.At("global", "mtls")["enabled"]!);
        Assert.True((bool)values.At("dapr_sidecar_injector")["sidecarDropALLCapabilities"]!);
        Assert.True((bool)values.At("dapr_sidecar_injector")["sidecarReadOnlyRootFilesystem"]!);
        Assert.False((bool)values.At("dapr_rbac", "secretReader")["enabled"]!);
        Assert.False((bool)values.At("dapr_scheduler", "cluster")["inMemoryStorage"]!);
    }

    [Fact]
    public void In_production_there_are_several_of_each_and_no_pod_without_its_sidecar()
    {
        var values = Read("production.yaml");
        Assert.True((bool)values.At("global", "ha")["enabled"]!);
        Assert.Equal("Fail", values.At("dapr_sidecar_injector").Text("webhookFailurePolicy"));
        Assert.Equal("daprshop", (string?)values.At("dapr_sidecar_injector", "namespaceSelector", "matchLabels")["kubernetes.io/metadata.name"]);
    }

    private static JsonObject Read(string file) => (JsonObject)YamlJson.Parse(Repository.Text("k8s", "dapr", file))!;

    private static IEnumerable<string> Leaves(JsonObject values, string path) => values.SelectMany(value =>
        value.Value is JsonObject child ? Leaves(child, $"{path}{value.Key}.") : [$"{path}{value.Key}"]);
}
