namespace DaprShop.Tests.Kubernetes.Rendering;

/// <summary>A way to run the shop on a cluster: an overlay, with optional components on top.</summary>
/// <param name="Overlay">A folder of k8s/overlays.</param>
/// <param name="Components">Folders of k8s/components, in order.</param>
internal sealed record Variant(string Overlay, IReadOnlyList<string> Components)
{
    /// <summary>Reads <c>overlay + component + component</c>.</summary>
    public static Variant Parse(string name)
    {
        var parts = name.Split(" + ");
        return new(parts[0], parts[1..]);
    }

    public async Task<string> RenderAsync()
    {
        if (Components.Count == 0) return await Kubectl.KustomizeAsync(Path.Combine(Repository.Root, "k8s", "overlays", Overlay));

        // As a person would add it: a kustomization of one's own, beside the build so that the way from it to k8s/ is a relative one.
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "kustomizations", Guid.NewGuid().ToString("N")));
        try
        {
            var up = Path.GetRelativePath(folder.FullName, Path.Combine(Repository.Root, "k8s")).Replace('\\', '/');
            await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "kustomization.yaml"),
            [
                "apiVersion: kustomize.config.k8s.io/v1beta1",
                "kind: Kustomization",
                "namespace: daprshop",
                "resources:",
                $"  - {up}/overlays/{Overlay}",
                "components:",
                .. Components.Select(component => $"  - {up}/components/{component}"),
            ]);
            return await Kubectl.KustomizeAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
