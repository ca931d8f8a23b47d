using System.Text.Json.Nodes;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>What every pod of the shop promises to the cluster.</summary>
public sealed class PodTests
{
    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Pods_run_as_nobody_in_particular_and_can_write_nowhere_but_to_their_volumes(string variant)
    {
        foreach (var workload in (await Rendered.OfAsync(variant)).Workloads)
        {
            var pod = workload.Pod();
            Assert.True((bool)pod.At("securityContext")["runAsNonRoot"]!);
            Assert.Equal("RuntimeDefault", pod.At("securityContext", "seccompProfile").Text("type"));
            Assert.False((bool)pod["automountServiceAccountToken"]!);
            Assert.All(["hostNetwork", "hostPID", "hostIPC"], field => Assert.Null(pod[field]));
            Assert.DoesNotContain(pod.Items("volumes"), volume => volume["hostPath"] is not null);
            Assert.All(workload.Containers(), container =>
            {
                var security = container.At("securityContext");
                Assert.True((bool)security["runAsNonRoot"]!);
                Assert.True((bool)security["readOnlyRootFilesystem"]!);
                Assert.False((bool)security["allowPrivilegeEscalation"]!);
                Assert.Equal(["ALL"], security.At("capabilities").Words("drop"));
                Assert.Null(security.At("capabilities")["add"]);
                Assert.True((security["runAsUser"] ?? pod.At("securityContext")["runAsUser"])!.GetValue<long>() > 0);
            });
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Containers_and_sidecars_ask_for_what_they_need_and_have_limits(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        foreach (var resources in rendered.Workloads.SelectMany(workload => workload.Containers()).Select(container => container.At("resources")))
        {
            Assert.True(Quantity.Of(resources.At("requests").Text("cpu")) <= Quantity.Of(resources.At("limits").Text("cpu")));
            Assert.True(Quantity.Of(resources.At("requests").Text("memory")) <= Quantity.Of(resources.At("limits").Text("memory")));
        }

        foreach (var annotations in rendered.Services.Select(service => service.Annotations()))
        {
            Assert.True(Quantity.Of(annotations["dapr.io/sidecar-cpu-request"]) <= Quantity.Of(annotations["dapr.io/sidecar-cpu-limit"]));
            Assert.True(Quantity.Of(annotations["dapr.io/sidecar-memory-request"]) <= Quantity.Of(annotations["dapr.io/sidecar-memory-limit"]));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Sidecars_tidy_up_shortly_before_they_reach_their_limit(string variant) => Assert.All((await Rendered.OfAsync(variant)).Services, service =>
    {
        // Go writes "MiB" where Kubernetes writes "Mi".
        var threshold = Quantity.Of(service.SidecarVariables()["GOMEMLIMIT"].TrimEnd('B'));
        Assert.InRange(threshold / Quantity.Of(service.Annotations()["dapr.io/sidecar-memory-limit"]), 0.80m, 0.95m);
    });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Services_with_actors_and_no_others_watch_that_their_calls_are_answered(string variant)
    {
        foreach (var service in (await Rendered.OfAsync(variant)).Services)
        {
            var setting = service.App().Items("env").Where(variable => variable.Text("name") == "ActorWatchdog__Enabled").Select(variable => variable.Text("value"));
            Assert.Equal(service.Name is "products" or "orders" ? ["true"] : [], setting);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Containers_say_when_they_have_started_are_ready_and_are_alive(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.All(rendered.Workloads.SelectMany(workload => workload.Containers()), container =>
            Assert.All(["startupProbe", "readinessProbe", "livenessProbe"], probe => Assert.NotEmpty(container.At(probe))));
        foreach (var app in rendered.Services.Select(service => service.App()))
        {
            Assert.Equal("/healthz", app.At("startupProbe", "httpGet").Text("path"));
            Assert.Equal("/healthz", app.At("livenessProbe", "httpGet").Text("path"));
            Assert.Equal("/readyz", app.At("readinessProbe", "httpGet").Text("path"));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_autoscaler_decides_how_many_there_are(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.All(rendered.Services, service => Assert.Null(service.Spec["replicas"]));
        Assert.All(rendered.Of("HorizontalPodAutoscaler"), scaler => Assert.InRange((long)scaler.Spec["minReplicas"]!, 1L, (long)scaler.Spec["maxReplicas"]! - 1));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_app_listens_where_its_sidecar_its_probes_and_its_Service_look(string variant)
    {
        foreach (var service in (await Rendered.OfAsync(variant)).Services)
        {
            var port = service.Annotations()["dapr.io/app-port"];
            Assert.Equal(port, Variable(service.App(), "ASPNETCORE_HTTP_PORTS").Text("value"));
            Assert.Equal(port, Assert.Single(service.App().Items("ports"))["containerPort"]!.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task App_and_sidecar_know_each_other_by_the_same_tokens(string variant)
    {
        foreach (var service in (await Rendered.OfAsync(variant)).Services)
        {
            Assert.Equal(service.Annotations()["dapr.io/api-token-secret"], SecretOf(service, "DAPR_API_TOKEN"));
            Assert.Equal(service.Annotations()["dapr.io/app-token-secret"], SecretOf(service, "APP_API_TOKEN"));
        }
    }

    private static string SecretOf(Manifest service, string variable)
    {
        var reference = Variable(service.App(), variable).At("valueFrom", "secretKeyRef");
        Assert.Equal("token", reference.Text("key"));
        return reference.Text("name");
    }

    private static JsonObject Variable(JsonObject container, string name) => container.Items("env").Single(variable => variable.Text("name") == name);
}
