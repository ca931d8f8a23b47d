using System.Text.Json.Nodes;

namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>What the network policies of a variant let through between its pods.</summary>
internal sealed class Network(Rendered rendered)
{
    /// <summary>Where a sidecar takes calls of other sidecars.</summary>
    public const int SidecarPort = 50002;

    public IReadOnlyList<Manifest> Policies { get; } = rendered.Of("NetworkPolicy");

    /// <summary>Whether one may open a connection to the other: the policies of both must say so.</summary>
    public bool Lets(Manifest from, Manifest to, int port) =>
        Allows(from, "Egress", "egress", "to", to.PodLabels(), port) && Allows(to, "Ingress", "ingress", "from", from.PodLabels(), port);

    /// <summary>The policies of a direction that hold for a pod. There is none: everything passes; there are some: what one of them names.</summary>
    public IReadOnlyList<Manifest> For(Manifest workload, string direction) =>
        [.. Policies.Where(policy => policy.Spec.Words("policyTypes").Contains(direction) && policy.Spec.At("podSelector").Selects(workload.PodLabels()))];

    private bool Allows(Manifest workload, string direction, string rules, string peers, IReadOnlyDictionary<string, string> other, int port)
    {
        var policies = For(workload, direction);
        return policies.Count == 0 || policies.SelectMany(policy => policy.Spec.Items(rules)).Any(rule => Names(rule, peers, other, port));
    }

    // A rule without peers is for everybody, one without ports for all.
    private static bool Names(JsonObject rule, string peers, IReadOnlyDictionary<string, string> other, int port) =>
        (rule[peers] is null || rule.Items(peers).Any(peer => IsHere(peer) && peer.At("podSelector").Selects(other)))
        && (rule["ports"] is null || rule.Items("ports").Any(entry => (long)entry["port"]! == port));

    private static bool IsHere(JsonObject peer) => peer["namespaceSelector"] is null && peer["ipBlock"] is null;
}
