using System.Text.Json.Nodes;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>A name that nothing has is no error to an API server: the pod waits, the policy selects nobody.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Everything_is_in_the_shops_namespace(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.Equal("daprshop", rendered.Of("Namespace").Single().Name);
        Assert.All(rendered.Manifests.Where(manifest => manifest.Kind != "Namespace"), manifest => Assert.Equal("daprshop", manifest.Namespace));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_pods_need_is_applied_before_them(string variant)
    {
        // Everything else is: a new kind is looked at before it is added here.
        string[] after = ["Gateway", "HTTPRoute", "HorizontalPodAutoscaler", "Ingress", "PodDisruptionBudget", "PodMonitor", "PrometheusRule", "ScaledObject", "TriggerAuthentication"];
        var rendered = await Rendered.OfAsync(variant);
        Assert.Equal("Namespace", rendered.Manifests[0].Kind);
        Assert.DoesNotContain(rendered.Manifests.SkipWhile(manifest => !rendered.Workloads.Contains(manifest)),
            manifest => !rendered.Workloads.Contains(manifest) && !after.Contains(manifest.Kind));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Workloads_select_their_own_pods_and_no_others(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.All(rendered.Workloads, workload => Assert.Equal(
            workload, Assert.Single(rendered.Workloads, other => workload.Spec.At("selector").Selects(other.PodLabels()))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Services_and_routes_lead_to_ports_that_pods_have(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        foreach (var service in rendered.Of("Service"))
        {
            var workload = Assert.Single(rendered.Workloads, workload => service.Spec.Texts("selector").IsContainedIn(workload.PodLabels()));
            Assert.All(service.Spec.Items("ports"), port => Assert.Contains(port.Text("targetPort"), PortNames(workload)));
        }

        var backends = rendered.Of("Ingress").SelectMany(ingress => ingress.Spec.Objects()).Where(node => node["service"] is not null)
            .Select(node => (Service: node.At("service").Text("name"), Port: node.At("service", "port").Text("name")));
        Assert.All(backends, backend => Assert.Contains(
            backend.Port, rendered.Find("Service", backend.Service)!.Spec.Items("ports").Select(port => port.Text("name"))));
        var routes = rendered.Of("HTTPRoute").SelectMany(route => route.Spec.Items("rules")).SelectMany(rule => rule.Items("backendRefs"));
        Assert.All(routes, backend => Assert.Contains(
            (long)backend["port"]!, rendered.Find("Service", backend.Text("name"))!.Spec.Items("ports").Select(port => (long)port["port"]!)));
        Assert.All(rendered.Of("HTTPRoute").SelectMany(route => route.Spec.Items("parentRefs")), parent => Assert.Contains(
            parent.Text("sectionName"), rendered.Find("Gateway", parent.Text("name"))!.Spec.Items("listeners").Select(listener => listener.Text("name"))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Probes_ask_ports_that_their_container_has(string variant)
    {
        var containers = (await Rendered.OfAsync(variant)).Workloads.SelectMany(workload => workload.Containers());
        foreach (var container in containers)
        {
            var ports = container.Items("ports").Select(port => port.Text("name"));
            var asked = container.Objects().Where(node => node["httpGet"] is not null || node["tcpSocket"] is not null)
                .Select(node => ((JsonObject)(node["httpGet"] ?? node["tcpSocket"])!).Text("port"));
            Assert.All(asked, port => Assert.Contains(port, ports));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_workload_has_an_account_of_its_own(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.All(rendered.Workloads, workload => Assert.Equal(workload.Name, workload.Pod().Text("serviceAccountName")));
        Assert.Equal(rendered.Workloads.Select(workload => workload.Name).Order(), rendered.Of("ServiceAccount").Select(account => account.Name).Order());
        foreach (var binding in rendered.Of("RoleBinding"))
        {
            Assert.NotNull(rendered.Find("Role", binding.Root.At("roleRef").Text("name")));
            Assert.All(binding.Root.Items("subjects"), subject => Assert.NotNull(rendered.Find("ServiceAccount", subject.Text("name"))));
            Assert.All(binding.Root.Items("subjects"), subject => Assert.Equal("daprshop", subject.Text("namespace")));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Mounts_are_of_volumes_that_the_pod_has_and_no_volume_is_left_over(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        foreach (var workload in rendered.Workloads)
        {
            var volumes = workload.Pod().Items("volumes").Select(volume => volume.Text("name"))
                .Concat(workload.Spec.Items("volumeClaimTemplates").Select(claim => claim.At("metadata").Text("name")));
            var mounted = workload.Containers().SelectMany(container => container.Items("volumeMounts")).Select(mount => mount.Text("name"))
                .Concat(SidecarVolumes(workload)).Distinct();
            Assert.Equal(volumes.Order(), mounted.Order());
            Assert.All(workload.Pod().Items("volumes").Where(volume => volume["persistentVolumeClaim"] is not null),
                volume => Assert.NotNull(rendered.Find("PersistentVolumeClaim", volume.At("persistentVolumeClaim").Text("claimName"))));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_service_has_one_autoscaler_and_every_workload_one_budget_but_the_sandbox(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var scaled = rendered.Of("HorizontalPodAutoscaler").Concat(rendered.Of("ScaledObject")).Select(scaler => scaler.Spec.At("scaleTargetRef").Text("name"));
        Assert.Equal(rendered.Services.Select(service => service.Name).Order(), scaled.Order());
        Assert.All(rendered.Workloads.Where(workload => workload.Name != "card-sandbox"), workload => Assert.Single(
            rendered.Of("PodDisruptionBudget"), budget => budget.Spec.At("selector").Selects(workload.PodLabels())));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task What_watches_pods_selects_the_services(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        foreach (var monitor in rendered.Of("PodMonitor"))
        {
            var watched = rendered.Workloads.Where(workload => monitor.Spec.At("selector").Selects(workload.PodLabels())).ToList();
            Assert.Equal(rendered.Services, watched);
            Assert.All(watched, workload => Assert.All(monitor.Spec.Words("podTargetLabels"), label => Assert.Contains(label, workload.PodLabels().Keys)));
        }

        Assert.All(rendered.Of("ScaledObject").SelectMany(scaled => scaled.Spec.Items("triggers")), trigger =>
            Assert.NotNull(rendered.Find("TriggerAuthentication", trigger.At("authenticationRef").Text("name"))));
    }

    private static IEnumerable<string> PortNames(Manifest workload) =>
        workload.Containers().SelectMany(container => container.Items("ports")).Select(port => port.Text("name"));

    // `volume:path,volume:path`, mounted into the sidecar alone.
    private static IEnumerable<string> SidecarVolumes(Manifest workload) =>
        new[] { "dapr.io/volume-mounts", "dapr.io/volume-mounts-rw" }
            .Select(name => workload.Annotations().GetValueOrDefault(name)).OfType<string>()
            .SelectMany(mounts => mounts.Split(',')).Select(mount => mount.Split(':')[0].Trim());
}
