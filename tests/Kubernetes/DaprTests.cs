using System.Text.Json.Nodes;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>Dapr's resources: each belongs to somebody who is there.</summary>
public sealed class DaprTests
{
    private static readonly string[] Apps = ["baskets", "gateway", "notifications", "orders", "payments", "products", "users"];

    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_service_is_an_app_with_a_Configuration_of_its_own(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.Equal(Apps, rendered.Services.Select(service => service.Name).Order());
        Assert.All(rendered.Services, service => Assert.Equal(service.Name, service.Annotations()["dapr.io/app-id"]));
        Assert.All(rendered.Services, service => Assert.Equal(service.Name, service.Annotations()["dapr.io/config"]));
        Assert.Equal(Apps, rendered.Of("Configuration").Select(configuration => configuration.Name).Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_sidecar_is_told_what_production_needs(string variant)
    {
        string[] needed =
        [
            "app-id", "app-port", "app-protocol", "config", "api-token-secret", "app-token-secret", "log-as-json", "log-level",
            "enable-metrics", "metrics-port", "enable-app-health-check", "app-health-check-path", "app-health-probe-interval",
            "app-health-probe-timeout", "app-health-threshold", "graceful-shutdown-seconds", "block-shutdown-duration",
            "sidecar-seccomp-profile-type", "disable-builtin-k8s-secret-store",
        ];
        Assert.All((await Rendered.OfAsync(variant)).Services, service => Assert.All(needed, name => Assert.Contains($"dapr.io/{name}", service.Annotations().Keys)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_component_is_for_apps_that_are_there(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var components = rendered.Of("Component");
        Assert.Equal(
            ["baskets-state", "card-processor", "configuration", "locks", "mail", "notifications-state", "orders-state", "payments-state", "products-state", "pubsub", "secrets", "users-state"],
            components.Select(component => component.Name).Order());
        Assert.All(components, component => Assert.NotEmpty(component.Root.Words("scopes")));
        Assert.All(components.SelectMany(component => component.Root.Words("scopes")), scope => Assert.Contains(scope, Apps));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Policies_are_for_components_and_apps_that_are_there(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        foreach (var resiliency in rendered.Of("Resiliency"))
        {
            Assert.All(resiliency.Root.Words("scopes"), scope => Assert.Contains(scope, Apps));
            Assert.All(resiliency.Spec.At("targets", "components"), target => Assert.NotNull(rendered.Find("Component", target.Key)));
            Assert.All(resiliency.Spec.At("targets", "apps"), target => Assert.Contains(target.Key, Apps));
            var policies = resiliency.Spec.At("policies");
            var used = resiliency.Spec.At("targets").Objects();
            Assert.All(used.Select(target => target["timeout"]).OfType<JsonValue>(), name => Assert.Contains((string)name!, policies.At("timeouts").Select(policy => policy.Key)));
            Assert.All(used.Select(target => target["retry"]).OfType<JsonValue>(), name => Assert.Contains((string)name!, policies.At("retries").Select(policy => policy.Key)));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Calls_are_repeated_for_what_the_next_moment_may_heal_over_HTTP_and_over_gRPC(string variant)
    {
        var policies = (await Rendered.OfAsync(variant)).Find("Resiliency", "calls")!.Spec.At("policies", "retries").Select(policy => policy.Value!);
        Assert.All(policies, policy => Assert.Equal(("502-504", "14"), (policy.At("matching").Text("httpStatusCodes"), policy.At("matching").Text("gRPCStatusCodes"))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_app_has_an_API_of_its_sidecar_that_it_does_not_use(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.Equal(new Dictionary<string, string>
        {
            ["gateway"] = "invoke",
            ["users"] = "metadata",
            ["products"] = "actors invoke metadata shutdown",
            ["baskets"] = "invoke",
            ["orders"] = "actors invoke metadata shutdown",
            ["payments"] = "metadata",
            ["notifications"] = "invoke",
        }, Allowed(rendered, "http", "v1.0"));

        // Dapr's SDK calls services and actors by HTTP, and everything else by gRPC. Without any rule for a protocol all of it would be allowed.
        Assert.Equal(new Dictionary<string, string>
        {
            ["gateway"] = "metadata",
            ["users"] = "publish secrets state",
            ["products"] = "state",
            ["baskets"] = "configuration state",
            ["orders"] = "publish state",
            ["payments"] = "bindings state",
            ["notifications"] = "bindings publish state",
        }, Allowed(rendered, "grpc", "v1"));

        Assert.Equal("lock unlock", Allowed(rendered, "grpc", "v1alpha1")["users"]);
        Assert.All(Allowed(rendered, "grpc", "v1alpha1").Where(app => app.Key != "users"), app => Assert.Empty(app.Value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task No_change_of_a_resource_restarts_all_sidecars_at_once(string variant) =>
        Assert.All((await Rendered.OfAsync(variant)).Of("Configuration"), configuration =>
        {
            var feature = Assert.Single(configuration.Spec.Items("features"));
            Assert.Equal("HotReload", feature.Text("name"));
            Assert.False((bool)feature["enabled"]!);
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task Sidecars_measure_and_trace_without_ids_in_their_labels(string variant) =>
        Assert.All((await Rendered.OfAsync(variant)).Of("Configuration"), configuration =>
        {
            Assert.True((bool)configuration.Spec.At("metrics")["enabled"]!);
            Assert.False((bool)configuration.Spec.At("metrics", "http")["increasedCardinality"]!);
            Assert.NotEqual("0", configuration.Spec.At("tracing").Text("samplingRate"));
        });

    private static Dictionary<string, string> Allowed(Rendered rendered, string protocol, string version) => rendered.Of("Configuration").ToDictionary(
        configuration => configuration.Name,
        configuration => string.Join(' ', configuration.Spec.At("api").Items("allowed")
            .Where(api => api.Text("protocol") == protocol && api.Text("version") == version).Select(api => api.Text("name")).Order()));
}
