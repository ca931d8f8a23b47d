using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>Each pod may speak to what it needs, and nobody else to it.</summary>
public sealed class NetworkPolicyTests
{
    private const int Redis = 6379;

    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nothing_passes_that_no_policy_names(string variant)
    {
        var deny = (await Rendered.OfAsync(variant)).Find("NetworkPolicy", "deny-all")!.Spec;
        Assert.Empty(deny.At("podSelector"));
        Assert.Equal(["Egress", "Ingress"], deny.Words("policyTypes").Order());
        Assert.Null(deny["ingress"]);
        Assert.Null(deny["egress"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_policy_is_for_pods_that_are_there_and_names_some(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var peers = rendered.Of("NetworkPolicy").SelectMany(policy => policy.Spec.Items("ingress").SelectMany(rule => rule.Items("from"))
            .Concat(policy.Spec.Items("egress").SelectMany(rule => rule.Items("to")))).Where(peer => peer["namespaceSelector"] is null);
        Assert.All(
            rendered.Of("NetworkPolicy").Select(policy => policy.Spec.At("podSelector")).Concat(peers.Select(peer => peer.At("podSelector"))),
            selector => Assert.Contains(rendered.Workloads, workload => selector.Selects(workload.PodLabels())));
        Assert.All(rendered.Of("NetworkPolicy").SelectMany(policy => policy.Spec.Objects()).Where(node => node["operator"] is not null),
            expression => Assert.All(expression.Words("values"), name => Assert.Contains(rendered.Workloads, workload => workload.Name == name)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_sidecar_reaches_names_and_the_control_plane(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var network = new Network(rendered);
        (string Namespace, string Label, int Port)[] needed =
        [
            ("kube-system", "kube-dns", 53), ("dapr-system", "dapr-sentry", 50001), ("dapr-system", "dapr-operator", 6500),
            ("dapr-system", "dapr-placement-server", 50005), ("dapr-system", "dapr-scheduler-server", 50006),
        ];
        Assert.All(rendered.Services, service => Assert.All(needed, need => Assert.Contains(
            network.For(service, "Egress").SelectMany(policy => policy.Spec.Items("egress")),
            rule => rule.Items("to").Any(peer =>
                    peer.At("namespaceSelector", "matchLabels").Any(label => (string?)label.Value == need.Namespace)
                    && peer.At("podSelector", "matchLabels").Any(label => (string?)label.Value == need.Label))
                && rule.Items("ports").Any(port => (long)port["port"]! == need.Port))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task From_outside_there_is_a_way_to_the_gateway_alone(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var open = rendered.Of("NetworkPolicy").Where(policy => policy.Spec.Items("ingress").Any(rule => rule["from"] is null));
        var rule = Assert.Single(open).Spec;
        Assert.Equal("gateway", Assert.Single(rendered.Workloads, workload => rule.At("podSelector").Selects(workload.PodLabels())).Name);
        Assert.Equal(8080L, (long)Assert.Single(Assert.Single(rule.Items("ingress")).Items("ports"))["port"]!);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Apps_are_reached_by_their_own_sidecars_alone(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var network = new Network(rendered);
        foreach (var service in rendered.Services.Where(service => service.Name != "gateway"))
            Assert.DoesNotContain(rendered.Workloads, other => network.Lets(other, service, 8080));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_backend_in_the_cluster_is_reached_by_those_whose_components_need_it(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var network = new Network(rendered);
        foreach (var backend in rendered.Of("StatefulSet"))
        {
            var users = rendered.Of("Component").Where(component => component.Spec.Items("metadata").Any(item => (string?)item["value"] == $"{backend.Name}:{Redis}"))
                .SelectMany(component => component.Root.Words("scopes")).Distinct();
            Assert.Equal(users.Order(), rendered.Workloads.Where(workload => network.Lets(workload, backend, Redis)).Select(workload => workload.Name).Order());
        }

        if (rendered.Find("Deployment", "card-sandbox") is { } sandbox)
            Assert.Equal(["payments"], rendered.Workloads.Where(workload => network.Lets(workload, sandbox, 8080)).Select(workload => workload.Name));
    }
}
