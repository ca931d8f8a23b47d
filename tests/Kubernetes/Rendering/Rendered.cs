using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Daprlet.Resources;

namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>What would be applied to a cluster.</summary>
internal sealed partial record Rendered(IReadOnlyList<Manifest> Manifests)
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<Rendered>>> Known = new();

    public IReadOnlyList<Manifest> Deployments => Of("Deployment");

    /// <summary>Deployments with a sidecar, in other words the services.</summary>
    public IReadOnlyList<Manifest> Services => [.. Deployments.Where(deployment => deployment.Annotations().GetValueOrDefault("dapr.io/enabled") == "true")];

    /// <summary>Whatever has pods.</summary>
    public IReadOnlyList<Manifest> Workloads => [.. Manifests.Where(manifest => manifest.Kind is "Deployment" or "StatefulSet")];

    /// <summary>Renders a variant, once for all tests; skips the test where there is no kubectl.</summary>
    public static Task<Rendered> OfAsync(string variant)
    {
        Kubectl.Require();
        return Known.GetOrAdd(variant, name => new(async () => Parse(await Variant.Parse(name).RenderAsync()))).Value;
    }

    public static Rendered Parse(string yaml) => new(
    [
        .. DocumentStart().Split(yaml).Select(YamlJson.Parse).OfType<JsonObject>().Select(root => new Manifest(root)),
    ]);

    public IReadOnlyList<Manifest> Of(string kind) => [.. Manifests.Where(manifest => manifest.Kind == kind)];

    public Manifest? Find(string kind, string name) => Manifests.SingleOrDefault(manifest => manifest.Kind == kind && manifest.Name == name);

    [GeneratedRegex(@"^---[^\S\n]*(?:\r?\n|$)", RegexOptions.Multiline)]
    private static partial Regex DocumentStart();
}

/// <summary>The parts of a workload.</summary>
internal static class Workloads
{
    public static JsonObject Pod(this Manifest workload) => workload.Spec.At("template", "spec");

    public static IReadOnlyDictionary<string, string> PodLabels(this Manifest workload) => workload.Spec.At("template", "metadata").Texts("labels");

    public static IReadOnlyDictionary<string, string> Annotations(this Manifest workload) => workload.Spec.At("template", "metadata").Texts("annotations");

    public static IReadOnlyList<JsonObject> Containers(this Manifest workload) => [.. workload.Pod().Items("containers"), .. workload.Pod().Items("initContainers")];

    /// <summary>What the sidecar has in its environment, as Dapr's injector reads it.</summary>
    public static IReadOnlyDictionary<string, string> SidecarVariables(this Manifest service) => service.Annotations()["dapr.io/env"].Split(',')
        .Select(variable => variable.Trim().Split('=', 2)).ToDictionary(variable => variable[0], variable => variable[1]);

    public static JsonObject App(this Manifest service) => service.Containers().Single(container => container.Text("name") == "app");
}
