using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>What the two overlays promise beyond what holds for both.</summary>
public sealed class OverlayTests
{
    private static readonly string[] NotByThemselves = ["base", "components/"];

    [Fact]
    public void Every_kustomization_is_a_part_of_a_variant_that_is_tested()
    {
        var optional = Repository.Kustomizations.Where(folder => folder.StartsWith("components/", StringComparison.Ordinal)).Select(folder => folder["components/".Length..]);
        var used = Variants.All.SelectMany(variant => Variant.Parse(variant.Data).Components)
            .Concat(Repository.Kustomizations.SelectMany(folder => Included(folder)));
        Assert.Empty(optional.Except(used));
        Assert.Equal(Repository.Kustomizations.Where(folder => folder.StartsWith("overlays/", StringComparison.Ordinal)).Select(folder => folder["overlays/".Length..]),
            Variants.All.Select(variant => Variant.Parse(variant.Data).Overlay).Distinct().Order());
        Assert.All(Repository.Kustomizations, folder => Assert.True(folder.StartsWith("overlays/", StringComparison.Ordinal) || NotByThemselves.Any(start => folder.StartsWith(start, StringComparison.Ordinal))));
    }

    [Fact]
    public void The_documentation_offers_every_option()
    {
        var documentation = Repository.Text("docs", "kubernetes.md");
        Assert.All(Variants.All.SelectMany(variant => Variant.Parse(variant.Data).Components), component => Assert.Contains($"`{component}`", documentation, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Production_has_no_fixed_number_of_anything_and_at_least_one_of_each_in_three_zones()
    {
        var rendered = await Rendered.OfAsync("production");
        Assert.All(rendered.Deployments, deployment => Assert.Null(deployment.Spec["replicas"]));
        Assert.All(rendered.Of("HorizontalPodAutoscaler"), scaler => Assert.True((long)scaler.Spec["minReplicas"]! >= 3));
    }

    [Fact]
    public async Task Production_spreads_the_pods_of_a_service_over_zones_and_nodes()
    {
        var rendered = await Rendered.OfAsync("production");
        foreach (var service in rendered.Services)
        {
            var zones = Assert.Single(service.Pod().Items("topologySpreadConstraints"));
            var nodes = Assert.Single(service.Pod().At("affinity", "podAntiAffinity").Items("preferredDuringSchedulingIgnoredDuringExecution")).At("podAffinityTerm");
            Assert.Equal("topology.kubernetes.io/zone", zones.Text("topologyKey"));
            Assert.Equal("kubernetes.io/hostname", nodes.Text("topologyKey"));
            Assert.All([zones, nodes], term =>
            {
                Assert.True(term.At("labelSelector").Selects(service.PodLabels()));
                Assert.Contains("app.kubernetes.io/name", term.Words("matchLabelKeys"));
            });
        }
    }

    [Fact]
    public async Task Production_names_the_images_it_runs_and_has_no_backend_of_its_own()
    {
        var rendered = await Rendered.OfAsync("production");
        Assert.All(rendered.Workloads.SelectMany(workload => workload.Containers()), container => Assert.Matches(@"^registry\.example\.com/daprshop/[a-z]+:\d+\.\d+\.\d+$", container.Text("image")));
        Assert.Empty(rendered.Of("StatefulSet"));
        Assert.Null(rendered.Find("Deployment", "card-sandbox"));
    }

    [Fact]
    public async Task Production_takes_no_pod_that_asks_for_a_right()
    {
        var labels = (await Rendered.OfAsync("production")).Find("Namespace", "daprshop")!.Labels;
        Assert.Equal("restricted", labels["pod-security.kubernetes.io/enforce"]);
        Assert.Equal("restricted", labels["pod-security.kubernetes.io/warn"]);
    }

    [Fact]
    public async Task Production_reaches_its_backends_over_TLS()
    {
        var rendered = await Rendered.OfAsync("production");
        var pubsub = rendered.Find("Component", "pubsub")!.Spec.Items("metadata").Where(item => item["value"] is not null).ToDictionary(item => item.Text("name"), item => item.Text("value"));
        Assert.Equal(("false", "password"), (pubsub["disableTls"], pubsub["authType"]));
        Assert.Equal("true", rendered.Find("Component", "locks")!.Spec.Items("metadata").Single(item => item.Text("name") == "enableTLS").Text("value"));
        Assert.Equal("https://cards.example.com", rendered.Find("Deployment", "payments")!.SidecarVariables()["CARD_PROCESSOR_URL"]);
        Assert.DoesNotContain(rendered.Of("Component").SelectMany(component => component.Spec.Items("metadata")), item => item["value"]?.ToString().Contains("localhost", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Dev_keeps_what_it_was_given_and_has_a_processor_of_cards()
    {
        var rendered = await Rendered.OfAsync("dev");
        Assert.Contains("volumeClaimTemplates", Assert.Single(rendered.Of("StatefulSet")).Spec.Select(field => field.Key));
        Assert.Equal("http://card-sandbox", rendered.Find("Deployment", "payments")!.SidecarVariables()["CARD_PROCESSOR_URL"]);
        Assert.NotNull(rendered.Find("Service", "card-sandbox"));
    }

    // The components that another kustomization has in it, as folders below components/.
    private static IEnumerable<string> Included(string folder)
    {
        var lines = Repository.Text("k8s", folder, "kustomization.yaml").Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("- ..", StringComparison.Ordinal));
        return lines.Select(line => Path.GetRelativePath(
            Path.Combine(Repository.Root, "k8s", "components"), Path.Combine(Repository.Root, "k8s", folder, line[2..])).Replace('\\', '/'));
    }
}
