using System.Text.Json.Nodes;
using DaprShop.Gateway.Forwarding;
using DaprShop.Tests.Kubernetes.Rendering;

namespace DaprShop.Tests.Kubernetes;

/// <summary>Who may call whom, and by which ways. That it is what the shop does, the end-to-end tests show.</summary>
public sealed class AccessControlTests
{
    private static readonly string[] ForwardedVerbs = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"];
    private static readonly string[] ActorApps = ["orders", "products"];

    public static TheoryData<string> All => Variants.All;

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nobody_may_but_who_is_named(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        foreach (var configuration in rendered.Of("Configuration"))
        {
            var control = configuration.Spec.At("accessControl");
            Assert.Equal("deny", control.Text("defaultAction"));
            Assert.Equal("daprshop", control.Text("trustDomain"));
            // To Dapr the last of two policies for an app would be the only one.
            Assert.Equal(Callers(configuration).Distinct(), Callers(configuration));
            Assert.All(control.Items("policies"), policy =>
            {
                Assert.Equal("deny", policy.Text("defaultAction"));
                Assert.Equal("daprshop", policy.Text("trustDomain"));
                Assert.Equal(configuration.Namespace, policy.Text("namespace"));
                Assert.Contains(policy.Text("appId"), rendered.Services.Select(service => service.Name));
                Assert.NotEmpty(policy.Items("operations"));
            });
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Each_rule_names_a_path_and_its_verbs(string variant) =>
        Assert.All((await Rendered.OfAsync(variant)).Of("Configuration").SelectMany(Policies).SelectMany(policy => policy.Items("operations")), operation =>
        {
            Assert.Equal("allow", operation.Text("action"));
            Assert.Matches("^/(api|internal|openapi)/", operation.Text("name"));
            Assert.NotEmpty(operation.Words("httpVerb"));
            Assert.All(operation.Words("httpVerb"), verb => Assert.Contains(verb, ForwardedVerbs)); // Dapr compares them as they are written
        });

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_gateway_may_call_what_it_forwards(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        Assert.All(ForwardedRoutes.All, route =>
        {
            var operations = Policies(rendered.Find("Configuration", route.AppId)!).Single(policy => policy.Text("appId") == "gateway").Items("operations");
            Assert.Equal([route.Prefix, $"{route.Prefix}/**"], operations
                .Where(operation => operation.Words("httpVerb").Order().SequenceEqual(ForwardedVerbs)).Select(operation => operation.Text("name")));
            Assert.All(operations, operation => Assert.DoesNotContain("/internal/v1/orders", operation.Text("name"), StringComparison.Ordinal));
        });
        Assert.Equal(
            ForwardedRoutes.All.Select(route => route.AppId).Order(),
            rendered.Of("Configuration").Where(configuration => Callers(configuration).Contains("gateway")).Select(configuration => configuration.Name).Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_network_lets_those_callers_through_and_no_others(string variant)
    {
        var rendered = await Rendered.OfAsync(variant);
        var network = new Network(rendered);
        foreach (var callee in rendered.Services)
        {
            var callers = Callers(rendered.Find("Configuration", callee.Name)!);
            if (ActorApps.Contains(callee.Name)) callers = [.. callers, callee.Name]; // instances of one app call each other's actors
            Assert.Equal(callers.Order(), rendered.Services.Where(caller => network.Lets(caller, callee, Network.SidecarPort)).Select(caller => caller.Name).Order());
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Only_apps_with_actors_may_call_actors(string variant) => Assert.Equal(
        ActorApps,
        (await Rendered.OfAsync(variant)).Of("Configuration")
            .Where(configuration => configuration.Spec.At("api").Items("allowed").Any(api => api.Text("name") == "actors"))
            .Select(configuration => configuration.Name).Order());

    private static IReadOnlyList<JsonObject> Policies(Manifest configuration) => configuration.Spec.At("accessControl").Items("policies");

    private static IReadOnlyList<string> Callers(Manifest configuration) => [.. Policies(configuration).Select(policy => policy.Text("appId"))];
}
