using System.Text.Json.Nodes;
using Daprlet.Resources;
using DaprShop.Tests.Kubernetes.Rendering;
using DaprShop.Tests.Kubernetes.Schemas;

namespace DaprShop.Tests.Kubernetes;

/// <summary>An API server drops a field that it does not know, so a misspelt one must be found here.</summary>
public sealed class SchemaTests
{
    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_object_is_of_a_known_kind_and_has_known_fields_only(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.NotEmpty(rendered.Manifests);
        Assert.Empty(rendered.Manifests.SelectMany(manifest => Schema.Known.Check(manifest.Root).Select(problem => $"{manifest}: {problem}")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_object_is_there_twice(string variant)
    {
        var names = (await Rendered.OfAsync(variant)).Manifests.Select(manifest => (manifest.ApiVersion, manifest.Kind, manifest.Name)).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Annotations_of_pods_are_such_that_Daprs_injector_reads_them(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.Empty(rendered.Workloads.SelectMany(workload => workload.Annotations()
            .Where(annotation => annotation.Key.StartsWith("dapr.io/", StringComparison.Ordinal))
            .Where(annotation => !IsAnnotation(annotation.Key, annotation.Value)).Select(annotation => $"{workload}: {annotation.Key}: {annotation.Value}")));
    }

    [Theory]
    [InlineData("spec: { replica: 2, selector: { matchLabels: { a: b } }, template: {} }", "apps/v1 Deployment.spec.replica is not known")]
    [InlineData("spec: { replicas: two, selector: {}, template: {} }", "apps/v1 Deployment.spec.replicas is not of type \"integer\"")]
    [InlineData("spec: { selector: {} }", "apps/v1 Deployment.spec.template is missing")]
    [InlineData("spec: { selector: {}, template: { spec: { containers: [{ name: a, livenessProbe: { httpGet: { path: /, ports: 1 } } }] } } }", "apps/v1 Deployment.spec.template.spec.containers[0].livenessProbe.httpGet.ports is not known")]
    [InlineData("spec: { selector: {}, template: }", "apps/v1 Deployment.spec.template is empty")]
    public void A_misspelt_field_is_found(string spec, string problem)
    {
        var root = (JsonObject)YamlJson.Parse($"apiVersion: apps/v1\nkind: Deployment\n{spec}")!;
        Assert.Contains(problem, Schema.Known.Check(root));
    }

    [Fact]
    public void A_misspelt_field_of_Daprs_is_found() => Assert.Contains(
        "dapr.io/v1alpha1 Configuration.spec.accessControls is not known",
        Schema.Known.Check((JsonObject)YamlJson.Parse("apiVersion: dapr.io/v1alpha1\nkind: Configuration\nspec: { accessControls: { defaultAction: deny } }")!));

    [Fact]
    public void A_kind_of_another_version_is_found() => Assert.Equal(
        ["autoscaling/v2beta2 HorizontalPodAutoscaler is not known"],
        Schema.Known.Check((JsonObject)YamlJson.Parse("apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\n")!));

    [Theory]
    [InlineData("dapr.io/app-port", "8080", true)]
    [InlineData("dapr.io/app-port", "http", false)]
    [InlineData("dapr.io/enabled", "yes please", false)]
    [InlineData("dapr.io/application-port", "8080", false)]
    public void A_misspelt_annotation_is_found(string name, string value, bool known) => Assert.Equal(known, IsAnnotation(name, value));

    private static bool IsAnnotation(string name, string value) => Schema.Annotations.GetValueOrDefault(name) switch
    {
        null => false,
        "bool" => value is "true" or "false",
        "string" => value.Length > 0,
        _ => int.TryParse(value, out _),
    };
}
